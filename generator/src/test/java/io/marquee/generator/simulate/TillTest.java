package io.marquee.generator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.generator.simulate.Listing.Showing;
import io.marquee.generator.simulate.Listing.Theater;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TillTest {

    private static final Theater TOKYO = new Theater(3, ZoneId.of("Asia/Tokyo"), "JPY");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Showing SHOWING = new Showing(8, TOKYO, 44, NOW, List.of(1_900L, 2_400L));

    @Test
    void numbersItsSalesOneByOne() {
        Till till = till(Till.sequenceOf(NOW));
        long expected = Till.sequenceOf(NOW);
        for (int i = 0; i < 5_000; i++) {
            SalesEvent event = till.ring(NOW);
            assertThat(event.source()).isEqualTo("pos:3:2");
            assertThat(event.sequence()).isEqualTo(expected++);
        }
    }

    @Test
    void aLaterRunNeverNumbersASaleAsAnEarlierOneDid() {
        long first = Till.sequenceOf(NOW);
        long second = Till.sequenceOf(NOW.plusSeconds(1));

        // As long as a till rings up fewer than a million a second.
        assertThat(second - first).isEqualTo(1_000_000);
    }

    @Test
    void everyEventIsOneOfTheContract() throws Exception {
        Till till = till(1);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            SalesEvent event = till.ring(NOW);
            assertThat(EventJson.readSales(EventJson.write(event))).isEqualTo(event);
            assertThat(ids.add(event.eventId())).isTrue();
            assertThat(event.currency()).isEqualTo("JPY");
            assertThat(event.timeZone()).isEqualTo("Asia/Tokyo");
            assertThat(event.amountMinor()).isBetween(1_900L * event.tickets(), 2_400L * event.tickets());
        }
    }

    @Test
    void takesBackOnlyWhatItSold() {
        Till till = till(1);
        List<String> sold = new ArrayList<>();
        int refunds = 0;
        for (int i = 0; i < 5_000; i++) {
            SalesEvent event = till.ring(NOW);
            String receipt = event.tickets() + " for " + event.amountMinor();
            if (event.type() == SalesEvent.Type.SALE) {
                sold.add(receipt);
            } else {
                refunds++;
                assertThat(sold.remove(receipt)).isTrue();
            }
        }
        assertThat(refunds).isBetween(50, 400);
    }

    private static Till till(long firstSequence) {
        return new Till(TOKYO, 2, firstSequence, List.of(SHOWING), 0.03, new SplittableRandom(1));
    }
}
