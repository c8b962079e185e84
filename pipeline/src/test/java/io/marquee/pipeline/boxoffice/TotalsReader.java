package io.marquee.pipeline.boxoffice;

import static org.awaitility.Awaitility.await;

import io.marquee.pipeline.Stack;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Reads all totals again and again while a test runs, and notes sums that have become smaller. A server that is down,
 * as some tests want it, is asked again later; any other trouble is the test's.
 */
final class TotalsReader implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Set<String> wentBack = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Source postgres;
    private final Source redis;
    private final Thread thread;
    private volatile Throwable failure;

    /** Where totals are read, and how often that was done. */
    private static final class Source {
        private final Supplier<Map<Key, Sums>> read;
        private final Map<Key, Sums> before = new HashMap<>();
        private volatile long rounds;

        private Source(Supplier<Map<Key, Sums>> read) {
            this.read = read;
        }
    }

    TotalsReader(Stack stack) {
        postgres = new Source(() -> Outcome.inPostgres(stack));
        redis = new Source(() -> Outcome.inRedis(stack));
        thread = new Thread(() -> {
            try {
                while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    read(postgres);
                    read(redis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error broken) {
                failure = broken;
            }
        }, "totals-reader");
        thread.start();
    }

    private void read(Source source) {
        Map<Key, Sums> now;
        try {
            now = source.read.get();
        } catch (JedisConnectionException away) {
            return;
        } catch (IllegalStateException failed) {
            if (isAway(failed.getCause())) {
                return;
            }
            throw failed;
        }
        source.before.forEach((key, was) -> {
            Sums is = now.get(key);
            if (is == null || is.bookings() < was.bookings() || is.cancellations() < was.cancellations()
                    || is.tickets() < was.tickets() || is.refundedTickets() < was.refundedTickets()
                    || is.gross() < was.gross() || is.refunded() < was.refunded()) {
                wentBack.add(key + ": " + was + " became " + is);
            }
        });
        source.before.putAll(now);
        source.rounds++; // by this thread alone
    }

    // Classes 08 and 57 of PostgreSQL's codes: no connection, and shutting down or starting.
    private static boolean isAway(Throwable cause) {
        return cause instanceof SQLException sql && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57"));
    }

    /** The totals that went back until now, after another look at PostgreSQL and Redis each. */
    Set<String> wentBack() {
        lookAgain(postgres);
        lookAgain(redis);
        return Set.copyOf(wentBack);
    }

    private void lookAgain(Source source) {
        long before = source.rounds;
        await().atMost(LIMIT).until(() -> failure != null || source.rounds > before);
        if (failure != null) {
            throw new AssertionError("the reader of totals broke down", failure);
        }
    }

    /** How often both were read. */
    long rounds() {
        return Math.min(postgres.rounds, redis.rounds);
    }

    @Override
    public void close() throws InterruptedException {
        end.countDown();
        thread.join();
    }
}
