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
    private static final Script END = Script.beside(RedisContents.class, "end.lua");
    private static final Long DONE = 1L;
    private static final int CHECKPOINTS_UNTIL_SURE = 2;
    private static final Duration LOCK = Duration.ofMinutes(2);

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
    private boolean waiting;
    private int checkpointsToGo;
    private boolean everWritten;
    private boolean seenWhole;

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
        everWritten = true;
        if (!waiting) {
            checkpointsToGo = CHECKPOINTS_UNTIL_SURE;
        }
    }

    /** All that came before a checkpoint has been written. */
    void checkpointPassed() {
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
        String run = redis.runId();
        marks = new Marks(filledKey, run, fillingKey, me);
        if (run.equals(redis.get(filledKey))) {
            waiting = false; // another subtask filled it
            seenWhole = true;
            return;
        }
        if (waiting && redis.get(fillingKey) == null) {
            waiting = false; // emptied once more
            checkpointsToGo = CHECKPOINTS_UNTIL_SURE;
        }
        if (!waiting) {
            // Others may have written what this one did not; only the first look, at the job's start, is before them all.
            boolean isSure = isAlone ? !everWritten || checkpointsToGo == 0 : !everWritten && !seenWhole;
            waiting = true;
            checkpointsToGo = isSure ? 0 : CHECKPOINTS_UNTIL_SURE;
            fill(redis, isSure);
        } else if (checkpointsToGo == 0) {
            fill(redis, true);
        }
    }

    private void fill(RedisConnection redis, boolean isWhole) {
        List<String> keys = List.of(lock, fillingKey, filledKey);
        if (!is(redis, BEGIN, keys, me, Long.toString(LOCK.toMillis()))) {
            return; // another subtask is at it
        }
        long begun = System.nanoTime();
        String run = "";
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false); // a cursor needs a transaction
            connection.setReadOnly(true);
            long rows = view.refill(marks, redis, connection);
            run = isWhole ? marks.run() : "";
            metrics.refills.inc();
            LOG.info("Filled the {} view of Redis with {} rows in {} ms{}",
                    view.name(), rows, (System.nanoTime() - begun) / 1_000_000,
                    isWhole ? "" : "; once more when PostgreSQL has what was on its way");
        } catch (SQLException unavailable) {
            // Going on is right: what is written now is newer, the key that is not set has the rest filled in later, and
            // the other one sends readers elsewhere until then.
            LOG.warn("The {} view of Redis cannot be filled from PostgreSQL yet: {}",
                    view.name(), unavailable.getMessage());
        } catch (RedisEmptiedException again) {
            doubt();
        } finally {
            if (is(redis, END, keys, me, run)) {
                waiting = false;
                seenWhole = true;
            } else if (!run.isEmpty()) {
                doubt();
            }
        }
    }

    private static boolean is(RedisConnection redis, Script script, List<String> keys, String... args) {
        return DONE.equals(redis.run(script, List.of(new RedisConnection.Call(keys, List.of(args)))).get(0));
    }
}
