package io.marquee.generator.seed;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What seats cost. Amounts are minor units of the currency; the yen has none, so they are whole yen. */
public final class PriceList {

    private record Tariff(long standard, long step) {}

    private static final Map<String, Tariff> TARIFFS = Map.of(
            "USD", new Tariff(1_450, 25),
            "CAD", new Tariff(1_650, 25),
            "GBP", new Tariff(1_250, 25),
            "EUR", new Tariff(1_300, 50),
            "AUD", new Tariff(2_200, 50),
            "JPY", new Tariff(1_900, 100));

    private PriceList() {}

    /**
     * Prices of a showing: matinees on weekdays cost less, evenings and weekends more.
     *
     * @param currency ISO 4217 code, one of the demo's
     * @param localStart when it starts, in the theater's time
     * @param categories the kinds of seats of the auditorium
     * @return minor units by category, in a fixed order
     * @throws IllegalArgumentException when there is no tariff in that currency
     */
    public static Map<String, Long> prices(String currency, LocalDateTime localStart, Set<SeatCategory> categories) {
        Tariff tariff = TARIFFS.get(currency);
        if (tariff == null) {
            throw new IllegalArgumentException("no tariff in " + currency);
        }
        boolean weekend = localStart.getDayOfWeek() == DayOfWeek.SATURDAY
                || localStart.getDayOfWeek() == DayOfWeek.SUNDAY;
        boolean friday = localStart.getDayOfWeek() == DayOfWeek.FRIDAY;
        int percent;
        if (!weekend && localStart.getHour() < 16) {
            percent = 80;
        } else if (weekend || friday && localStart.getHour() >= 17) {
            percent = 110;
        } else {
            percent = 100;
        }
        Map<String, Long> prices = new TreeMap<>();
        for (SeatCategory category : categories) {
            long exact = tariff.standard * percent * category.percent(); // in ten-thousandths
            prices.put(category.word(), Math.round(exact / 10_000.0 / tariff.step) * tariff.step);
        }
        return prices;
    }
}
