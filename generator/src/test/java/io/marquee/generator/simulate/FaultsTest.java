package io.marquee.generator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.marquee.generator.simulate.Figures.Count;
import io.marquee.generator.simulate.Listing.Showing;
import io.marquee.generator.simulate.Listing.Theater;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final int EVENTS = 10_000;
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Theater TOKYO = new Theater(3, ZoneId.of("Asia/Tokyo"), "JPY");

    private final Figures figures = new Figures();
    private final List<SalesEvent> valid = new ArrayList<>();
    private int broken;

    @Test
    void withoutFaultsEverythingGoesOutAsItComes() throws Exception {
        run(Faults.Shares.NONE);

        assertThat(valid).extracting(SalesEvent::sequence).isSorted().hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(broken).isZero();
    }

    @Test
    void everyEventArrivesWhateverGoesWrongAndNoneLeavesItsWindow() throws Exception {
        run(new Faults.Shares(0.1, 0.1, 0.1, 0.1));

        Set<Long> arrived = new HashSet<>();
        long highest = 0;
        int backwards = 0;
        for (SalesEvent event : valid) {
            assertThat(highest - event.sequence()).isLessThan(1_024);
            backwards += event.sequence() < highest ? 1 : 0;
            highest = Math.max(highest, event.sequence());
            arrived.add(event.sequence());
        }
        assertThat(arrived).hasSize(EVENTS);
        assertThat(backwards).isGreaterThan(EVENTS / 20);
        assertThat(valid).hasSizeBetween(EVENTS + 800, EVENTS + 1_200);
        assertThat(broken).isBetween(800, 1_200).isEqualTo((int) figures.of(Count.BROKEN));
        assertThat(figures.of(Count.TWICE)).isEqualTo(valid.size() - EVENTS);
        assertThat(figures.of(Count.BELATED)).isBetween(800L, 1_200L);
        assertThat(valid.stream().filter(event -> event.occurredAt().isBefore(NOW)).count()).isGreaterThan(800);
        assertThat(figures.of(Count.TILL_SALES) + figures.of(Count.TILL_REFUNDS)).isEqualTo(EVENTS);
    }

    @Test
    void aDayIsQuietAtNightAndBusyInTheEveningAndOneOnAverage() {
        long[] now = {0};
        DayRhythm day = new DayRhythm(Duration.ofHours(24), () -> now[0]);
        double sum = 0;
        double[] rates = new double[24];
        for (int minute = 0; minute < 24 * 60; minute++) {
            now[0] = minute * 60_000_000_000L;
            sum += day.getAsDouble();
            rates[minute / 60] = day.getAsDouble();
        }
        assertThat(sum / (24 * 60)).isBetween(0.999, 1.001);
        assertThat(rates[13]).isGreaterThan(20 * rates[21]); // seven in the evening, three in the morning
    }

    private void run(Faults.Shares shares) throws Exception {
        Till till = new Till(TOKYO, 2, 1, List.of(new Showing(8, TOKYO, 44, NOW, List.of(1_900L))), 0.03,
                new SplittableRandom(1));
        Faults faults = new Faults(shares, new SplittableRandom(2), figures);
        for (int i = 0; i < EVENTS; i++) {
            for (Faults.Sending sending : faults.of(till.ring(NOW), 0)) {
                arrives(sending);
            }
        }
        for (Faults.Sending sending : faults.heldBack()) {
            arrives(sending);
        }
    }

    private void arrives(Faults.Sending sending) {
        sending.arrived(figures, 1);
        try {
            valid.add(EventJson.readSales(sending.bytes()));
        } catch (InvalidEventException refused) {
            broken++;
        }
    }
}
