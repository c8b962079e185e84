package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.SalesEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {

    @Test
    void theZoneOfTheEventDecidesItsDay() {
        Ledger ledger = new Ledger(LocalTime.MIDNIGHT);
        ledger.add(sale("Asia/Tokyo", "2024-02-29T15:00:00Z"));
        ledger.add(sale("Pacific/Honolulu", "2024-03-01T09:59:59Z"));

        assertThat(day(ledger, "2024-03-01").gross()).isEqualTo(100);
        assertThat(day(ledger, "2024-02-29").gross()).isEqualTo(100);
    }

    @Test
    void aBusinessDayMayBeginLater() {
        Ledger ledger = new Ledger(LocalTime.of(6, 0));
        ledger.add(sale("Europe/Berlin", "2024-05-10T03:59:59Z"));
        ledger.add(sale("Europe/Berlin", "2024-05-10T04:00:00Z"));

        assertThat(day(ledger, "2024-05-09").bookings()).isEqualTo(1);
        assertThat(day(ledger, "2024-05-10").bookings()).isEqualTo(1);
    }

    @Test
    void aStartThatHappensTwiceIsTheFirst() {
        Ledger ledger = new Ledger(LocalTime.of(1, 30));
        ledger.add(sale("America/New_York", "2026-11-01T05:29:59Z")); // 01:29:59 for the first time
        ledger.add(sale("America/New_York", "2026-11-01T05:30:00Z"));
        ledger.add(sale("America/New_York", "2026-11-01T06:10:00Z")); // 01:10 for the second time

        assertThat(day(ledger, "2026-10-31").bookings()).isEqualTo(1);
        assertThat(day(ledger, "2026-11-01").bookings()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-11-01, 01:00",
        "America/New_York, 2026-11-01, 01:30",
        "America/New_York, 2026-11-01, 02:00",
        "Australia/Lord_Howe, 2026-04-05, 01:45", // by half an hour
        "America/St_Johns, 2010-11-07, 00:00",    // from 00:01 to 23:01
        "America/St_Johns, 2010-11-07, 23:30",
        "America/Havana, 2026-11-01, 00:00",
        "America/New_York, 2026-03-08, 02:30",    // skipped
        "Pacific/Apia, 2011-12-30, 06:00"         // skipped wholly
    })
    void aDayThatHasBegunDoesNotEndBecauseClocksAreSetBack(String zone, LocalDate change, LocalTime dayStart) {
        Ledger ledger = new Ledger(dayStart);
        Instant minute = change.minusDays(2).atStartOfDay(ZoneId.of(zone)).toInstant();
        Instant last = minute.plus(Duration.ofDays(4));
        LocalDate begun = LocalDate.MIN;
        for (; minute.isBefore(last); minute = minute.plusSeconds(60)) {
            LocalDate shown = minute.atZone(ZoneId.of(zone)).toLocalDateTime()
                    .minusNanos(dayStart.toNanoOfDay()).toLocalDate();
            begun = shown.isAfter(begun) ? shown : begun;
            SalesEvent sale = sale(zone, minute.toString());
            ledger.add(sale);
            assertThat(day(ledger, begun.toString()).bookings()).as("%s is of %s", minute, begun).isEqualTo(1);
            assertThat(ledger.endOfDay(sale)).isAfter(minute);
            ledger.remove(sale);
        }
    }

    @Test
    void aDayEndsWhereTheNextOneBegins() {
        Ledger ledger = new Ledger(LocalTime.of(1, 30));
        assertThat(ledger.endOfDay(sale("America/New_York", "2026-10-31T20:00:00Z")))
                .isEqualTo("2026-11-01T05:30:00Z");
        assertThat(ledger.endOfDay(sale("America/New_York", "2026-11-01T06:10:00Z")))
                .isEqualTo("2026-11-02T06:30:00Z");
        assertThat(new Ledger(LocalTime.of(2, 30)).endOfDay(sale("America/New_York", "2026-03-07T20:00:00Z")))
                .as("clocks skip it").isEqualTo("2026-03-08T07:00:00Z");
    }

    @Test
    void whatIsTakenBackLeavesNothing() {
        Ledger ledger = new Ledger(LocalTime.MIDNIGHT);
        SalesEvent sale = sale("Europe/Berlin", "2024-05-10T12:00:00Z");
        ledger.add(sale);
        ledger.remove(sale);

        assertThat(ledger.events()).isZero();
        assertThat(ledger.days().without(new BitSet())).isEqualTo(new BitSet());
    }

    @Test
    void aTableAgreesWithAMapWhileItGrows() {
        LedgerTable table = new LedgerTable();
        Map<LedgerTable.Key, Long> map = new HashMap<>();
        SplittableRandom random = new SplittableRandom(9);
        String[] currencies = {"USD", "EUR", "JPY"};
        for (int i = 0; i < 100_000; i++) {
            LedgerTable.Key key = new LedgerTable.Key(
                    1 + random.nextInt(50), random.nextInt(20), random.nextInt(30), currencies[random.nextInt(3)]);
            long amount = random.nextInt(10_000);
            table.add(table.row(key.theater(), key.movie(), key.day(), key.currency()), false, 1, 2, amount);
            map.merge(key, amount, Long::sum);
        }
        assertThat(table.size()).isEqualTo(map.size());
        for (int row = 0; row < table.size(); row++) {
            LedgerTable.Key key = table.key(row);
            assertThat(table.sums(row).gross()).isEqualTo(map.get(key));
            assertThat(table.find(key.theater(), key.movie(), key.day(), key.currency())).isEqualTo(row);
        }
        assertThat(table.find(51, 0, 0, "USD")).isEqualTo(-1);
    }

    private static Sums day(Ledger ledger, String day) {
        int row = ledger.days().find(1, 0, Math.toIntExact(LocalDate.parse(day).toEpochDay()), "USD");
        return row < 0 ? Sums.ZERO : ledger.days().sums(row);
    }

    private static SalesEvent sale(String zone, String occurredAt) {
        return new SalesEvent(
                SalesEvent.Type.SALE, occurredAt, "pos:1:1", 1, Instant.parse(occurredAt), null, 1, zone, 1, null, 1,
                100, "USD", SalesEvent.Channel.POS);
    }
}
