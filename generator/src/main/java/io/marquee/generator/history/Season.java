package io.marquee.generator.history;

import java.time.LocalDate;
import java.time.MonthDay;

/** How full houses are on a day, whatever is shown; the usual day is about 1. */
final class Season {

    private static final double[] WEEK = {0.55, 0.75, 0.62, 0.72, 1.35, 1.85, 1.40}; // Monday first; Tuesday is cheap
    private static final double[] YEAR = {
        0.92, 0.88, 0.95, 0.88, 1.02, 1.20, 1.38, 1.10, 0.78, 0.86, 1.08, 1.25
    };

    private Season() {}

    static double weight(LocalDate day, City city) {
        return WEEK[day.getDayOfWeek().getValue() - 1] * month(day, city) * holiday(day, city);
    }

    // Between the middles of two months, so that no first of a month is a cliff.
    private static double month(LocalDate day, City city) {
        double position = day.getMonthValue() - 1 + (day.getDayOfMonth() - 15.0) / day.lengthOfMonth();
        int before = (int) Math.floor(position);
        double share = position - before;
        double weight = YEAR[Math.floorMod(before, 12)] * (1 - share) + YEAR[Math.floorMod(before + 1, 12)] * share;
        // Long holidays fall in January there, and winter in July keeps people in, too.
        return city.southern() ? 1 + (weight - 1) * 0.5 + (day.getMonthValue() == 1 ? 0.25 : 0) : weight;
    }

    private static double holiday(LocalDate day, City city) {
        MonthDay date = MonthDay.from(day);
        if (date.equals(MonthDay.of(12, 24))) {
            return 0.5; // many houses close early
        }
        if (!date.isBefore(MonthDay.of(12, 25)) || date.equals(MonthDay.of(1, 1))) {
            return 1.6;
        }
        if (date.equals(MonthDay.of(2, 14))) {
            return 1.4;
        }
        boolean american = city.currency().equals("USD");
        if (american && date.equals(MonthDay.of(7, 4))) {
            return 1.3;
        }
        // Thanksgiving, the fourth Thursday of November, to its Sunday
        if (american && day.getMonthValue() == 11 && day.getDayOfMonth() >= 22 && day.getDayOfMonth() <= 30
                && day.getDayOfWeek().getValue() >= 4) {
            return 1.35;
        }
        return 1;
    }
}
