package io.marquee.generator.simulate;

import java.util.concurrent.TimeUnit;

/**
 * Holds customers back while the API does not answer: after a failure nothing is sent for a pause that doubles, 100 ms
 * to 2 s, until something gets through. Times are {@link System#nanoTime}.
 */
final class Outage {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

    private long pause;
    private long until;

    /** Whether to wait. */
    synchronized boolean lasts(long now) {
        return pause > 0 && now - until < 0;
    }

    synchronized void failed(long now) {
        if (lasts(now)) {
            return; // one of those that were under way when it began
        }
        pause = pause == 0 ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        until = now + pause;
    }

    synchronized void over() {
        pause = 0;
    }
}
