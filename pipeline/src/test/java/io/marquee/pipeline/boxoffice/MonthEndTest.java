package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last instant of a business month and the first of the next, where clocks or calendars change about then. */
class MonthEndTest {

    @ParameterizedTest(name = "{0}, day from {1}: {3} begins at {2}")
    @CsvSource({
        // clocks go back on the first day of November: the month ends in daylight time
        "America/New_York,    00:00, 2026-11-01T04:00:00Z,    2026-11-01",
        "America/New_York,    06:00, 2026-11-01T11:00:00Z,    2026-11-01", // 06:00 is in standard time already
        "America/New_York,    06:00, 2026-12-01T11:00:00Z,    2026-12-01",
        "America/New_York,    00:00, 2027-01-01T05:00:00Z,    2027-01-01",
        // clocks go forward on the last day of March: a last day of 23 hours
        "Europe/London,       00:00, 2024-03-31T00:00:00Z,    2024-03-31",
        "Europe/London,       00:00, 2024-03-31T23:00:00Z,    2024-04-01",
        "Europe/London,       01:30, 2024-03-31T01:00:00Z,    2024-03-31", // 01:30 is skipped: when it is skipped
        "Europe/London,       06:00, 2024-04-01T05:00:00Z,    2024-04-01",
        // a quarter to the hour, and no change of clocks
        "Asia/Kathmandu,      00:00, 2026-02-28T18:15:00Z,    2026-03-01",
        "Asia/Kathmandu,      04:30, 2024-02-29T22:45:00Z,    2024-03-01",
        "Asia/Kathmandu,      00:00, 1985-12-31T18:30:00Z,    1986-01-01", // clocks skipped a quarter of an hour then
        // the thirtieth of December 2011 did not take place
        "Pacific/Apia,        00:00, 2011-12-30T10:00:00Z,    2011-12-31",
        "Pacific/Apia,        00:00, 2011-12-31T10:00:00Z,    2012-01-01",
        "Pacific/Apia,        06:00, 2011-12-31T16:00:00Z,    2012-01-01",
        "Pacific/Apia,        00:00, 2026-03-31T11:00:00Z,    2026-04-01",
        // clocks go back half an hour on the first day of April, at 2 in the morning
        "Australia/Lord_Howe, 00:00, 2029-03-31T13:00:00Z,    2029-04-01",
        "Australia/Lord_Howe, 00:00, 2029-04-01T13:30:00Z,    2029-04-02",
        "Australia/Lord_Howe, 01:45, 2029-03-31T14:45:00Z,    2029-04-01", // 01:45 comes twice: the first
        "Australia/Lord_Howe, 06:00, 2029-03-31T19:30:00Z,    2029-04-01",
        // clocks go back at midnight between the months: what follows belongs to the month that has begun
        "America/Havana,      00:00, 2026-11-01T04:00:00Z,    2026-11-01",
        // on either side of the date line, the same instant lies in two months
        "Pacific/Kiritimati,  00:00, 2026-08-31T10:00:00Z,    2026-09-01",
        "Pacific/Pago_Pago,   00:00, 2026-09-01T11:00:00Z,    2026-09-01"
    })
    void aDayAndItsMonthBeginThere(ZoneId zone, LocalTime dayStart, Instant start, LocalDate date) {
        BusinessCalendar calendar = new BusinessCalendar(dayStart);
        assertThat(calendar.startOf(date, zone)).isEqualTo(start);
        assertThat(calendar.dayOf(start, zone).date()).isEqualTo(date);
        LocalDate before = calendar.dayOf(start.minusMillis(1), zone).date();
        assertThat(before).isBefore(date);
        if (date.getDayOfMonth() == 1) {
            YearMonth ended = YearMonth.from(before);
            assertThat(ended).isEqualTo(YearMonth.from(date).minusMonths(1));
            assertThat(calendar.endOf(ended, zone)).isEqualTo(start);
        }
    }
}
