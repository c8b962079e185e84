package io.marquee.pipeline.redis;

import io.marquee.pipeline.postgres.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that Redis holds the whole view. Key {@code marquee:filled:<view>} names the run of the server that was
 * filled. Missing, Redis was emptied; another run, it was restarted, or a replica took over, and it may have forgotten
 * the last second or more. Either way the view is filled from PostgreSQL.
 *
 * <p>Rows that went to Redis before it forgot them may not have reached PostgreSQL yet. They have when the checkpoint
 * after them is complete, which the beginning of the one after that shows; so the view is filled once more then.
 */
final class RedisContents {

    private static final Logger LOG = LoggerFactory.getLogger(RedisContents.class);
    private static final int CHECKPOINTS_UNTIL_SURE = 2;
    private static final Duration LOCK = Duration.ofMinutes(1);

    private final RedisView<?> view;
    private final Postgres postgres;
    private final Duration checkEvery;
    private final RedisMetrics metrics;
    private final String filledKey;
    private long nextCheck = System.nanoTime();
    private int checkpointsToGo;
    private boolean refillDue;

    RedisContents(RedisView<?> view, Postgres postgres, Duration checkEvery, RedisMetrics metrics) {
        this.view = view;
        this.postgres = postgres;
        this.checkEvery = checkEvery;
        this.metrics = metrics;
        this.filledKey = view.prefix() + "marquee:filled:" + view.name();
    }

    /** Whether nothing is to be done before the next check is due. */
    boolean isConfirmed() {
        return System.nanoTime() - nextCheck < 0;
    }

    /** The connection is new, and so may be the server behind it. */
    void doubt() {
        nextCheck = System.nanoTime();
    }

    /** All that came before a checkpoint has been written. */
    void checkpointPassed() {
        if (checkpointsToGo > 0 && --checkpointsToGo == 0) {
            refillDue = true;
            nextCheck = System.nanoTime();
        }
    }

    /** Looks, when it is time to, and fills. */
    void check(RedisConnection redis) {
        if (isConfirmed()) {
            return;
        }
        String run = redis.runId();
        boolean lost = !run.equals(redis.get(filledKey));
        if (lost || refillDue) {
            refill(redis, run, lost);
        }
        nextCheck = System.nanoTime() + checkEvery.toNanos();
    }

    private void refill(RedisConnection redis, String run, boolean lost) {
        String lock = filledKey + ":by";
        if (!redis.setIfAbsent(lock, UUID.randomUUID().toString(), LOCK.toMillis())) {
            return; // another subtask is at it
        }
        long begun = System.nanoTime();
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false); // a cursor needs a transaction
            connection.setReadOnly(true);
            long rows = view.refill(redis, connection);
            redis.set(filledKey, run);
            refillDue = false;
            checkpointsToGo = lost ? CHECKPOINTS_UNTIL_SURE : 0;
            metrics.refills.inc();
            LOG.info("Filled the {} view of Redis with {} rows in {} ms",
                    view.name(), rows, (System.nanoTime() - begun) / 1_000_000);
        } catch (SQLException unavailable) {
            // Going on is right: what is written now is newer, and the key that is not set has the rest filled in later.
            // Until then readers find less than there is.
            LOG.warn("The {} view of Redis cannot be filled from PostgreSQL yet: {}",
                    view.name(), unavailable.getMessage());
        } finally {
            redis.delete(lock);
        }
    }
}
