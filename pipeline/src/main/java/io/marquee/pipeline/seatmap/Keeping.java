package io.marquee.pipeline.seatmap;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long the seats of a showing are kept.
 *
 * @param afterStart after the showing has started, where events tell when that is
 * @param afterChange after the last change, where they do not
 */
record Keeping(Duration afterStart, Duration afterChange) implements Serializable {

    /** Nobody sells seats further ahead: a start beyond is a mistake, and no reason to keep anything for centuries. */
    private static final long FARTHEST_AHEAD = Duration.ofDays(1_100).toMillis();

    /** Whether a showing is over for so long that its seats are not kept; never when the start is not known. */
    boolean isOver(long startsAt, long now) {
        return startsAt != 0 && startsAt <= now - afterStart.toMillis();
    }

    /** When seats that change now are forgotten, in milliseconds since 1970. */
    long end(long startsAt, long now) {
        return startsAt == 0 || startsAt > now + FARTHEST_AHEAD
                ? now + afterChange.toMillis()
                : startsAt + afterStart.toMillis();
    }
}
