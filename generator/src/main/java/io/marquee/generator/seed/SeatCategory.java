package io.marquee.generator.seed;

import java.util.Locale;

/** What kind of seat it is; its price follows from it. */
public enum SeatCategory {
    STANDARD(100),
    PREMIUM(125),
    RECLINER(145),
    /** A space for a wheelchair. */
    ACCESSIBLE(100),
    /** Beside an accessible space, for who comes along. */
    COMPANION(100);

    private final int percent;

    SeatCategory(int percent) {
        this.percent = percent;
    }

    /** The word in layouts and prices. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Price in percent of a standard seat's. */
    int percent() {
        return percent;
    }
}
