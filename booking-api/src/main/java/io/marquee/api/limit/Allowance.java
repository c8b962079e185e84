package io.marquee.api.limit;

import java.time.Duration;

/**
 * How someone stands with a limit.
 *
 * @param granted whether the request is served
 * @param limit requests a minute
 * @param remaining how many are left now
 * @param retryAfter when the next one will be served; zero when it would be now
 * @param reset when all of them are there again
 */
record Allowance(boolean granted, int limit, long remaining, Duration retryAfter, Duration reset) {

    private static final long NANOS = 1_000_000_000L;

    /** In whole seconds, rounded up. */
    static long seconds(Duration duration) {
        return (duration.toNanos() + NANOS - 1) / NANOS;
    }
}
