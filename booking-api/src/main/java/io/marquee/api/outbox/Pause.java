package io.marquee.api.outbox;

import java.time.Duration;

/** Waits between attempts, each time twice as long, up to a limit. */
final class Pause {

    private static final long FIRST_MS = 50;

    private final long longestMs;
    private long nextMs = FIRST_MS;

    Pause(Duration longest) {
        this.longestMs = longest.toMillis();
    }

    /** Starts from the shortest wait again. */
    void reset() {
        nextMs = FIRST_MS;
    }

    /** Waits; false when the thread is told to stop. */
    boolean take() {
        try {
            Thread.sleep(nextMs);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
        nextMs = Math.min(longestMs, nextMs * 2);
        return true;
    }
}
