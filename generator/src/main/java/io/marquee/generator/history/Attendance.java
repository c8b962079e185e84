package io.marquee.generator.history;

import io.marquee.generator.seed.SeedMix;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How many of all sales fall to each house on each day. Days are asked in order; the counts of all houses and days add
 * up to exactly the number of sales.
 */
final class Attendance {

    private final HistoryOptions options;
    private final List<House> houses;
    private final Repertoire repertoire;
    private final double total;
    private double passed;
    private long given;

    Attendance(HistoryOptions options, List<House> houses, Repertoire repertoire) {
        this.options = options;
        this.houses = houses;
        this.repertoire = repertoire;
        double sum = 0;
        for (int day = 0; day < options.days(); day++) {
            for (double weight : weights(options.from().plusDays(day))) {
                sum += weight;
            }
        }
        total = sum;
    }

    /** The counts of the next day, by number of the house. */
    int[] counts(LocalDate day) {
        double[] weights = weights(day);
        int[] counts = new int[weights.length];
        for (int house = 0; house < weights.length; house++) {
            // The same additions in the same order as in the constructor: in the end passed equals total exactly.
            passed += weights[house];
            long due = (long) (passed / total * options.sales());
            counts[house] = (int) (due - given);
            given = due;
        }
        return counts;
    }

    private double[] weights(LocalDate day) {
        SplittableRandom random = SeedMix.random(options.seed(), "attendance", day);
        double strength = StrictMath.pow(repertoire.demand(day), 0.4); // a weak week keeps the regulars
        double[] weights = new double[houses.size()];
        for (House house : houses) {
            double luck = StrictMath.exp(0.25 * House.gaussian(random));
            weights[house.number()] = house.size() * Season.weight(day, house.city()) * strength * luck;
        }
        return weights;
    }
}
