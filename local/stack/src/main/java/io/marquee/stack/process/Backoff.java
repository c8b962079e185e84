package io.marquee.stack.process;

import java.time.Duration;

/** How long to wait before something that failed is started again: 1 s, doubled each time up to 30 s. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration STABLE = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /**
     * The wait after another failure.
     *
     * @param ran how long it had been running; after a minute the count begins anew
     */
    public synchronized Duration afterRunning(Duration ran) {
        if (ran.compareTo(STABLE) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
