package io.marquee.pipeline.redis;

import io.marquee.pipeline.postgres.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that Redis holds the whole view. Key {@code marquee:filled:<view>} names the run of the server that was
 * filled. Missing, Redis was emptied; another run, it was restarted, or a replica took over, and it may have forgotten
 * the last second or more. Either way the view is filled from PostgreSQL, and key {@code marquee:filling:<view>} tells
 * readers so until it is whole.
 *
 * <p>Rows that went to Redis before it forgot them may not have reached PostgreSQL yet. They have when the checkpoint
 * after them is complete, which the beginning of the one after that shows; so the view is filled once more then, and
 * called whole only after that.
 */
final class RedisContents {

    private static final Logger LOG = LoggerFactory.getLogger(RedisContents.class);
    private static final Script BEGIN = Script.beside(RedisContents.class, "begin.lua");
    private static final Script GO_ON = Script.beside(RedisContents.class, "go-on.lua");
    private static final Script END = Script.beside(RedisContents.class, "end.lua");
    private static final Long DONE = 1L;
    private static final int CHECKPOINTS_UNTIL_SURE = 2;
    private static final String LOCK_MILLIS = Long.toString(Duration.ofMinutes(2).toMillis());
    private static final String BY = " by ";

    private final RedisView<?> view;
    private final Postgres postgres;
    private final Duration checkEvery;
    private final RedisMetrics metrics;
    private final boolean isAlone;
    private final String filledKey;
    private final String fillingKey;
    private final String lock;
    private final String me = UUID.randomUUID().toString();
    private Marks marks;
    private long nextCheck = System.nanoTime();
    private boolean looked;
    private int checkpointsUntilStored; // until all that was written is in PostgreSQL, for certain
    private boolean waiting;
    private String emptying = ""; // for which it waits
    private int checkpointsToGo; // until it fills again

    /** @param isAlone whether no other writes this view, so that it is known here what is on its way */
    RedisContents(
            RedisView<?> view, Postgres postgres, Duration checkEvery, boolean isAlone, RedisMetrics metrics) {
        this.view = view;
        this.postgres = postgres;
        this.checkEvery = checkEvery;
        this.isAlone = isAlone;
        this.metrics = metrics;
        this.filledKey = view.prefix() + "marquee:filled:" + view.name();
        this.fillingKey = view.prefix() + "marquee:filling:" + view.name();
        this.lock = filledKey + ":by";
    }

    /** Whether nothing is to be done before the next check is due. */
    boolean isConfirmed() {
        return System.nanoTime() - nextCheck < 0;
    }

    /** The connection is new, and so may be the server behind it; or a write did not find the marks. */
    void doubt() {
        nextCheck = System.nanoTime();
    }

    /** What to write with, after {@link #check}. */
    Marks marks() {
        return marks;
    }

    /** Rows have gone to Redis. */
    void written() {
        checkpointsUntilStored = CHECKPOINTS_UNTIL_SURE;
    }

    /** All that came before a checkpoint has been written. */
    void checkpointPassed() {
        checkpointsUntilStored = Math.max(0, checkpointsUntilStored - 1);
        if (checkpointsToGo > 0 && --checkpointsToGo == 0 && waiting) {
            doubt();
        }
    }

    /** Looks, when it is time to, and fills. */
    void check(RedisConnection redis) {
        if (isConfirmed()) {
            return;
        }
        nextCheck = System.nanoTime() + checkEvery.toNanos();
        // A first look that fails counts: while this one tries again, others may have written.
        boolean isFirst = !looked;
        looked = true;
        String run = redis.runId();
        marks = new Marks(filledKey, run, fillingKey, me);
        if (run.equals(redis.get(filledKey))) {
            waiting = false; // another subtask filled it
            return;
        }
        if (waiting && !emptying.equals(emptyingOf(redis.get(fillingKey)))) {
            waiting = false; // emptied once more
        }
        if (!waiting) {
            // Others may have written what this one did not; only the first look, at the job's start, is before them
            // all.
            boolean isSure = isAlone ? checkpointsUntilStored == 0 : isFirst;
            waiting = true;
            checkpointsToGo = isSure ? 0 : CHECKPOINTS_UNTIL_SURE;
            fill(redis, isSure);
        } else if (checkpointsToGo == 0) {
            fill(redis, true);
        }
    }

    private void fill(RedisConnection redis, boolean isWhole) {
        List<String> keys = List.of(lock, fillingKey, filledKey);
        List<?> begin = (List<?>) run(redis, BEGIN, keys, me, LOCK_MILLIS, UUID.randomUUID().toString());
        String filling = begin.get(1).toString();
        emptying = emptyingOf(filling);
        if (!DONE.equals(begin.get(0))) {
            return; // another subtask is at it
        }
        marks = new Marks(filledKey, marks.run(), fillingKey, filling);
        long begun = System.nanoTime();
        String run = "";
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false); // a cursor needs a transaction
            connection.setReadOnly(true);
            long rows = view.refill(marks, redis, connection,
                    () -> run(redis, GO_ON, keys, me, LOCK_MILLIS, filling));
            run = isWhole ? marks.run() : "";
            metrics.refills.inc();
            LOG.info("Filled the {} view of Redis with {} rows in {} ms{}",
                    view.name(), rows, (System.nanoTime() - begun) / 1_000_000,
                    isWhole ? "" : "; once more when PostgreSQL has what was on its way");
        } catch (SQLException unavailable) {
            // Going on is right: what is written now is newer, the key that is not set has the rest filled in later,
            // and the other one sends readers elsewhere until then.
            LOG.warn("The {} view of Redis cannot be filled from PostgreSQL yet: {}",
                    view.name(), unavailable.getMessage());
        } catch (RedisEmptiedException again) {
            doubt();
        } finally {
            if (DONE.equals(run(redis, END, keys, me, run, filling))) {
                waiting = false;
            } else if (!run.isEmpty()) {
                doubt();
            }
        }
    }

    private static Object run(RedisConnection redis, Script script, List<String> keys, String... args) {
        return redis.run(script, List.of(new RedisConnection.Call(keys, List.of(args)))).get(0);
    }

    /** Names the time that Redis was emptied, of a mark that it is being filled; null where there is none. */
    private static String emptyingOf(String filling) {
        return filling == null ? null : filling.substring(0, Math.max(filling.indexOf(BY), 0));
    }
}
