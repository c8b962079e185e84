package io.marquee.generator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceListTest {

    private static final LocalDateTime MONDAY_NOON = LocalDateTime.of(2026, 11, 23, 12, 0);
    private static final EnumSet<SeatCategory> ALL = EnumSet.allOf(SeatCategory.class);

    @Test
    void betterSeatsCostMore() {
        Map<String, Long> prices = PriceList.prices("USD", MONDAY_NOON, ALL);

        assertThat(prices).containsOnlyKeys("standard", "premium", "recliner", "accessible", "companion");
        assertThat(prices.get("standard")).isLessThan(prices.get("premium"));
        assertThat(prices.get("premium")).isLessThan(prices.get("recliner"));
        assertThat(prices.get("accessible")).isEqualTo(prices.get("standard"));
    }

    @Test
    void eveningsAndWeekendsCostMore() {
        long matinee = PriceList.prices("EUR", MONDAY_NOON, ALL).get("standard");
        long evening = PriceList.prices("EUR", MONDAY_NOON.withHour(20), ALL).get("standard");
        long saturday = PriceList.prices("EUR", MONDAY_NOON.plusDays(5), ALL).get("standard");

        assertThat(matinee).isLessThan(evening);
        assertThat(evening).isLessThan(saturday);
    }

    @Test
    void yenAreWholeYen() {
        assertThat(PriceList.prices("JPY", MONDAY_NOON.withHour(20), ALL).get("standard")).isEqualTo(1_900);
    }
}
