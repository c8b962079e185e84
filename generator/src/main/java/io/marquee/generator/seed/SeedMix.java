package io.marquee.generator.seed;

import java.util.SplittableRandom;

/** Random numbers that depend on a seed and on what they are for, never on the order in which they are asked. */
public final class SeedMix {

    private SeedMix() {}

    /** The numbers of one thing, such as an auditorium on a day. */
    public static SplittableRandom random(long seed, Object... purpose) {
        long mixed = seed;
        for (Object part : purpose) {
            String text = part.toString();
            for (int i = 0; i < text.length(); i++) {
                mixed = mix(mixed + text.charAt(i));
            }
            mixed = mix(mixed ^ 0x1F);
        }
        return new SplittableRandom(mixed);
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input reaches every bit of the output.
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
