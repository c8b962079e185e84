package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessCalendarTest {

    private final BusinessCalendar midnight = new BusinessCalendar(LocalTime.MIDNIGHT);

    @ParameterizedTest(name = "{0} {1} has {2} h")
    @CsvSource({
        "America/New_York, 2026-03-08, 23",
        "America/New_York, 2026-11-01, 25",
        "America/New_York, 2026-11-02, 24",
        "Europe/London, 2026-03-29, 23",
        "Europe/London, 2026-10-25, 25",
        "Asia/Kathmandu, 2026-03-29, 24",
        "Australia/Lord_Howe, 2026-04-05, 24.5",
        "Australia/Lord_Howe, 2026-10-04, 23.5",
        "Pacific/Apia, 2011-12-29, 24",
        "Pacific/Apia, 2011-12-30, 0",
        "Pacific/Apia, 2011-12-31, 24",
        "America/Sao_Paulo, 2018-11-04, 23", // clocks went from 00:00 to 01:00
        "America/Havana, 2026-11-01, 25"     // clocks go from 01:00 to 00:00
    })
    void aDayIsAsLongAsTheClocksMakeIt(String zone, LocalDate date, double hours) {
        Instant start = midnight.startOf(date, ZoneId.of(zone));
        Instant end = midnight.startOf(date.plusDays(1), ZoneId.of(zone));
        assertThat(Duration.between(start, end)).isEqualTo(Duration.ofMinutes(Math.round(hours * 60)));
    }

    @ParameterizedTest
    @CsvSource({
        // the last and the first instant of a day
        "America/New_York, 2026-11-02T04:59:59.999Z, 2026-11-01",
        "America/New_York, 2026-11-02T05:00:00Z, 2026-11-02",
        "Europe/London, 2026-03-29T22:59:59.999Z, 2026-03-29",
        "Europe/London, 2026-03-29T23:00:00Z, 2026-03-30",
        "Asia/Kathmandu, 2026-01-31T18:14:59.999Z, 2026-01-31",
        "Asia/Kathmandu, 2026-01-31T18:15:00Z, 2026-02-01",
        "Australia/Lord_Howe, 2026-04-04T12:59:59Z, 2026-04-04",
        "Australia/Lord_Howe, 2026-04-04T13:00:00Z, 2026-04-05",
        // Apia crossed the date line: the 29th was followed by the 31st
        "Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-29",
        "Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-31"
    })
    void anInstantBelongsToTheLocalDate(String zone, Instant instant, LocalDate date) {
        assertThat(midnight.dayOf(instant, ZoneId.of(zone)).date()).isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-10T09:59:59Z, 2026-05-09", // 05:59:59 in New York
        "2026-05-10T10:00:00Z, 2026-05-10",
        "2026-03-08T10:00:00Z, 2026-03-08", // clocks changed at 2 in the morning
        "2026-03-08T09:59:59Z, 2026-03-07",
        "2026-11-01T10:59:59Z, 2026-10-31",
        "2026-11-01T11:00:00Z, 2026-11-01"
    })
    void aLateShowBelongsToTheEveningBefore(Instant instant, LocalDate date) {
        BusinessCalendar six = new BusinessCalendar(LocalTime.of(6, 0));
        assertThat(six.dayOf(instant, ZoneId.of("America/New_York")).date()).isEqualTo(date);
    }

    @Test
    void aStartThatClocksSkipIsTheMomentTheySkipIt() {
        BusinessCalendar halfPastTwo = new BusinessCalendar(LocalTime.of(2, 30));
        assertThat(halfPastTwo.startOf(LocalDate.parse("2026-03-08"), ZoneId.of("America/New_York")))
                .isEqualTo("2026-03-08T07:00:00Z");
    }

    @Test
    void aStartThatHappensTwiceIsTheFirst() {
        BusinessCalendar halfPastOne = new BusinessCalendar(LocalTime.of(1, 30));
        assertThat(halfPastOne.startOf(LocalDate.parse("2026-11-01"), ZoneId.of("America/New_York")))
                .isEqualTo("2026-11-01T05:30:00Z");
        assertThat(halfPastOne.dayOf(Instant.parse("2026-11-01T06:10:00Z"), ZoneId.of("America/New_York")).date())
                .as("01:10 for the second time")
                .isEqualTo("2026-11-01");
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-11-01, 01:00",
        "America/New_York, 2026-11-01, 01:30",
        "America/New_York, 2026-11-01, 02:00",
        "Australia/Lord_Howe, 2026-04-05, 01:45", // by half an hour
        "America/St_Johns, 2010-11-07, 00:00",    // from 00:01 to 23:01
        "America/St_Johns, 2010-11-07, 23:30",
        "America/Havana, 2026-11-01, 00:00"
    })
    void aDayThatHasBegunDoesNotEndBecauseClocksAreSetBack(String zone, LocalDate change, LocalTime dayStart) {
        BusinessCalendar calendar = new BusinessCalendar(dayStart);
        ZoneId place = ZoneId.of(zone);
        Instant minute = change.minusDays(2).atStartOfDay(place).toInstant();
        Instant last = minute.plus(Duration.ofDays(4));
        LocalDate begun = LocalDate.MIN;
        for (; minute.isBefore(last); minute = minute.plusSeconds(60)) {
            LocalDate shown = minute.atZone(place).toLocalDateTime()
                    .minusNanos(dayStart.toNanoOfDay()).toLocalDate();
            begun = shown.isAfter(begun) ? shown : begun;
            assertThat(calendar.dayOf(minute, place).date()).as("%s", minute).isEqualTo(begun);
        }
    }

    @Test
    void aMonthEndsWithItsLastBusinessDay() {
        assertThat(midnight.endOf(YearMonth.of(2026, 11), ZoneId.of("America/New_York")))
                .isEqualTo("2026-12-01T05:00:00Z");
        assertThat(new BusinessCalendar(LocalTime.of(6, 0)).endOf(YearMonth.of(2026, 12), ZoneId.of("Asia/Tokyo")))
                .isEqualTo("2026-12-31T21:00:00Z");
    }

    @Property
    void everyInstantLiesInTheDayThatItIsSaidToBelongTo(
            @ForAll("zones") String zone, @ForAll("instants") Instant instant, @ForAll("starts") LocalTime start) {
        BusinessCalendar calendar = new BusinessCalendar(start);
        ZoneId place = ZoneId.of(zone);
        BusinessDay day = calendar.dayOf(instant, place);
        assertThat(day.contains(instant)).isTrue();
        assertThat(calendar.startOf(day.date(), place)).isEqualTo(day.start());
        assertThat(calendar.begunEverywhere(day.date())).isAfterOrEqualTo(day.start());
        assertThat(calendar.dayOf(day.end(), place).date()).isAfter(day.date());
        assertThat(calendar.dayOf(day.end().minusMillis(1), place)).isEqualTo(day);
        assertThat(Duration.between(day.start(), day.end()))
                .isBetween(Duration.ofHours(20), Duration.ofHours(50));
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList());
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, Instant.parse("2040-01-01T00:00:00Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<LocalTime> starts() {
        return Arbitraries.integers().between(0, 24 * 60 - 1).map(minutes -> LocalTime.MIN.plusMinutes(minutes));
    }
}
