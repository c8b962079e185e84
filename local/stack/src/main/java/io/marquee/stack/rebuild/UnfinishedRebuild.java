package io.marquee.stack.rebuild;

import io.marquee.stack.flink.JobControl;
import io.marquee.stack.flink.RestorePoints;
import io.marquee.stack.flink.StackJob;
import io.marquee.stack.rebuild.Generations.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a rebuild to its end that was cut off: before the tables were exchanged it is undone, after that it is
 * finished. Everything here can be done again, and more than once.
 */
public final class UnfinishedRebuild {

    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedRebuild.class);

    private final Generations generations;
    private final String kafka;
    private final String redisUri;
    private final Path flinkFolder;
    private final JobControl control;

    UnfinishedRebuild(
            Generations generations, String kafka, String redisUri, Path flinkFolder, JobControl control) {
        this.generations = generations;
        this.kafka = kafka;
        this.redisUri = redisUri;
        this.flinkFolder = flinkFolder;
        this.control = control;
    }

    /** Starts the box office of a cluster where it does not run. */
    public interface Start {
        void run() throws IOException;
    }

    /**
     * Looks for one that was cut off, while nobody is at it, and brings it to its end.
     *
     * @param connection to PostgreSQL, closed when this returns
     * @param start starts the box office from its newest savepoint, unless it runs
     * @return whether there was one
     */
    public static boolean settle(
            Connection connection, String kafka, String redisUri, Path flinkFolder, JobControl control, Start start)
            throws IOException, SQLException, InterruptedException {
        try (Generations generations = new Generations(connection)) {
            return generations.exist() && generations.tryLock()
                    && new UnfinishedRebuild(generations, kafka, redisUri, flinkFolder, control).settle(start);
        }
    }

    /** The same, for the one who holds the lock. */
    boolean settle(Start start) throws IOException, SQLException, InterruptedException {
        Optional<Unfinished> found = generations.unfinished();
        if (found.isEmpty()) {
            return false;
        }
        Unfinished unfinished = found.get();
        LOG.info("{} rebuild {}", unfinished.switched() ? "Finishing" : "Undoing", unfinished.number());
        stopNext();
        try (RedisGeneration redis = new RedisGeneration(redisUri)) {
            if (unfinished.switched()) {
                redis.finish(unfinished.number());
                ownPoints().adopt(flinkFolder.resolve(unfinished.savepoint()));
            }
            start.run();
            redis.clear();
        }
        if (unfinished.switched()) {
            generations.serving(unfinished.number());
        } else {
            generations.givenUp(unfinished.number());
        }
        generations.dropLeftovers();
        new RestorePoints(flinkFolder, Rebuild.JOB).clear();
        try (SalesTopic topic = new SalesTopic(kafka)) {
            topic.delete(Rebuild.deadLetters(unfinished.number()), Rebuild.group(unfinished.number()));
        }
        return true;
    }

    private RestorePoints ownPoints() {
        return new RestorePoints(flinkFolder, StackJob.BOX_OFFICE.title());
    }

    private void stopNext() throws IOException {
        Optional<String> next = control.live(Rebuild.JOB);
        if (next.isPresent()) {
            control.cancel(Rebuild.JOB, next.get());
        }
    }
}
