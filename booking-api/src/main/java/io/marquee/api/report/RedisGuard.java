package io.marquee.api.report;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps a Redis that is down or slow from slowing each request: after a failure it is left alone for a while, longer
 * after each further one, and then one request at a time tries again.
 */
final class RedisGuard {

    private static final Logger LOG = LoggerFactory.getLogger(RedisGuard.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile boolean failed;
    private volatile long retryAt;
    private Duration pause = FIRST_PAUSE;

    RedisGuard(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Runs the call when Redis is thought to be well.
     *
     * @return what it returned; empty when it was not tried, failed, or returned null
     */
    <T> Optional<T> attempt(Supplier<T> call) {
        if (!failed) {
            return run(call);
        }
        if (nanos.getAsLong() - retryAt < 0 || !trying.compareAndSet(false, true)) {
            return Optional.empty();
        }
        try {
            return run(call);
        } finally {
            trying.set(false);
        }
    }

    private <T> Optional<T> run(Supplier<T> call) {
        try {
            Optional<T> result = Optional.ofNullable(call.get());
            if (failed) {
                recovered();
            }
            return result;
        } catch (JedisException failure) {
            failed(failure);
            return Optional.empty();
        }
    }

    private synchronized void failed(JedisException failure) {
        if (failed && nanos.getAsLong() - retryAt < 0) {
            return; // others that were under way fail with it
        }
        LOG.warn("Redis does not answer, reading PostgreSQL for {} ms: {}", pause.toMillis(), failure.toString());
        retryAt = nanos.getAsLong() + pause.toNanos();
        failed = true;
        Duration next = pause.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private synchronized void recovered() {
        LOG.info("Redis answers again");
        failed = false;
        pause = FIRST_PAUSE;
    }
}
