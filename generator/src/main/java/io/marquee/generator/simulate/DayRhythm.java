package io.marquee.generator.simulate;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How busy a box office is over a day that passes faster than a real one: nearly nothing at night, a rise before the
 * matinees, the rush of the evening. The mean over a day is 1. The day begins at six in the morning.
 */
final class DayRhythm implements DoubleSupplier {

    // From midnight, by hour; they add up to 24.
    private static final double[] BY_HOUR = {
        0.20, 0.10, 0.05, 0.05, 0.05, 0.05, 0.10, 0.20, 0.35, 0.55, 0.80, 1.05,
        1.20, 1.35, 1.40, 1.25, 1.25, 1.75, 2.60, 3.15, 2.85, 2.05, 1.05, 0.55
    };
    private static final double FIRST_HOUR = 6;

    private final double nanosPerHour;
    private final LongSupplier clock;
    private final long begin;

    /** @param day how long the day takes */
    DayRhythm(Duration day) {
        this(day, System::nanoTime);
    }

    DayRhythm(Duration day, LongSupplier nanoClock) {
        nanosPerHour = day.toNanos() / 24.0;
        clock = nanoClock;
        begin = nanoClock.getAsLong();
    }

    @Override
    public double getAsDouble() {
        double hour = (FIRST_HOUR + (clock.getAsLong() - begin) / nanosPerHour) % 24;
        int before = (int) hour;
        double share = hour - before;
        return BY_HOUR[before] * (1 - share) + BY_HOUR[(before + 1) % 24] * share;
    }
}
