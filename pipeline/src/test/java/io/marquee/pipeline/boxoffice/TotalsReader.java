package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.Stack;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisException;

/** Reads all totals again and again while a test runs, and notes sums that have become smaller. */
final class TotalsReader implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;

    private final Set<String> wentBack = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    TotalsReader(Stack stack) {
        thread = new Thread(() -> {
            Map<Key, Sums> postgres = new HashMap<>();
            Map<Key, Sums> redis = new HashMap<>();
            try {
                while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    compare(postgres, () -> Outcome.inPostgres(stack));
                    compare(redis, () -> Outcome.inRedis(stack));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "totals-reader");
        thread.start();
    }

    private void compare(Map<Key, Sums> before, Supplier<Map<Key, Sums>> read) {
        Map<Key, Sums> now;
        try {
            now = read.get();
        } catch (IllegalStateException | JedisException away) {
            return; // the server is down, as some tests want it
        }
        before.forEach((key, was) -> {
            Sums is = now.get(key);
            if (is == null || is.bookings() < was.bookings() || is.cancellations() < was.cancellations()
                    || is.tickets() < was.tickets() || is.refundedTickets() < was.refundedTickets()
                    || is.gross() < was.gross() || is.refunded() < was.refunded()) {
                wentBack.add(key + ": " + was + " became " + is);
            }
        });
        before.putAll(now);
    }

    /** The totals that went back so far. */
    Set<String> wentBack() {
        return Set.copyOf(wentBack);
    }

    @Override
    public void close() throws InterruptedException {
        end.countDown();
        thread.join();
    }
}
