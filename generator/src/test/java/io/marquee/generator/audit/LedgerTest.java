package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.SalesEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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
        return ledger.days().sums(row);
    }

    private static SalesEvent sale(String zone, String occurredAt) {
        return new SalesEvent(
                SalesEvent.Type.SALE, occurredAt, "pos:1:1", 1, Instant.parse(occurredAt), null, 1, zone, 1, null, 1,
                100, "USD", SalesEvent.Channel.POS);
    }
}
