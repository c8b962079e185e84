package io.marquee.stack.rebuild;

import io.marquee.events.Topics;
import io.marquee.stack.data.UserProblem;
import io.marquee.stack.flink.JobControl;
import io.marquee.stack.flink.Jobs;
import io.marquee.stack.flink.RestorePoints;
import io.marquee.stack.flink.StackJob;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Adds up all totals anew beside those that are read, and exchanges them.
 *
 * <pre>
 *  begin      tables in schema analytics_next, a job box-office-next that reads sales from their beginning
 *  catch up   until it is as far as the live job, which goes on meanwhile, and days that are over are final
 *  stop       the live job, then the new one when it has passed it: both generations stand still
 *  switch     tables in one transaction, Redis keys in one script; from here on there is no way back
 *  go on      the live job, from the savepoint of the new one
 * </pre>
 *
 * <p>What is cut off before the switch is undone, what is cut off after it is finished: at once, or by the next rebuild
 * or start of the stack; see {@link UnfinishedRebuild}.
 */
final class Rebuild {

    /** What the job is called that adds up the next generation. */
    static final String JOB = "box-office-next";

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 250;
    private static final long STILL_BEHIND = 20_000;
    private static final String LIVE = StackJob.BOX_OFFICE.title();
    private static final String LIVE_GROUP = "marquee-" + LIVE;

    private final Generations generations;
    private final SalesTopic topic;
    private final String kafka;
    private final String redisUri;
    private final Path flinkFolder;
    private final Jobs jobs;
    private final JobControl control;
    private final Progress progress;
    private volatile boolean switched;

    Rebuild(
            Generations generations,
            SalesTopic topic,
            String kafka,
            String redisUri,
            Path flinkFolder,
            Jobs jobs,
            JobControl control,
            Progress progress) {
        this.generations = generations;
        this.topic = topic;
        this.kafka = kafka;
        this.redisUri = redisUri;
        this.flinkFolder = flinkFolder;
        this.jobs = jobs;
        this.control = control;
        this.progress = progress;
    }

    static String group(int generation) {
        return "marquee-generation-" + generation;
    }

    static String deadLetters(int generation) {
        return Topics.DEAD_LETTERS + "-generation-" + generation;
    }

    /** Whether the new totals are the ones that are read. */
    boolean isSwitched() {
        return switched;
    }

    /**
     * Does all of it.
     *
     * @param keepOld whether the tables that were read before are kept
     * @throws IOException with what to tell the user, when it did not come to its end
     */
    void run(boolean keepOld) throws IOException, SQLException, InterruptedException {
        String live = control.live(LIVE).orElseThrow(() ->
                new UserProblem("job " + LIVE + " does not run: start the stack with ./marquee up"));
        int number = generations.begin();
        begin(number);
        String next = start(number);
        catchUp(number, next);
        settle(next);
        generations.analyze();

        long still = System.nanoTime();
        progress.say("stopping the live job");
        control.stop(LIVE, live, points(LIVE).savepointTarget());
        Map<TopicPartition, Long> counted = topic.done(LIVE_GROUP);
        pass(number, next, topic.ends());
        Path savepoint = control.stop(JOB, next, points(JOB).savepointTarget());
        Verdicts verdicts = new Verdicts(kafka, deadLetters(number));
        verdicts.requireSame(counted);
        verdicts.handOver();
        exchange(number, savepoint);
        points(LIVE).adopt(savepoint);
        jobs.startIfMissing(StackJob.BOX_OFFICE);
        generations.serving(number);
        progress.say("the live job goes on; totals stood still for %.1f s", (System.nanoTime() - still) / 1e9);
        tidy(number, keepOld);
    }

    private RestorePoints points(String job) {
        return new RestorePoints(flinkFolder, job);
    }

    private void begin(int number) throws IOException, InterruptedException {
        points(JOB).clear();
        try (RedisGeneration redis = new RedisGeneration(redisUri)) {
            redis.clear();
        }
        topic.createTopic(deadLetters(number));
    }

    private String start(int number) throws IOException {
        return jobs.startBoxOffice(JOB, List.of(
                "--postgres.schema", Generations.NEXT,
                "--redis.prefix", RedisGeneration.PREFIX,
                "--kafka.group-id", group(number),
                "--kafka.topic.dead-letters", deadLetters(number),
                "--kafka.topic.refused-before", Topics.DEAD_LETTERS,
                // Each checkpoint says how far it is.
                "--checkpoint.interval-ms", "2000",
                // Beside the live job, in the same memory.
                "--cache.entries", "30000"));
    }

    /** Waits until the new job is as far as sales were at the last look. */
    private void catchUp(int number, String next) throws IOException, InterruptedException {
        Map<TopicPartition, Long> ends = topic.ends();
        long all = total(ends);
        try (Progress.Bar bar = progress.bar("sales", all)) {
            while (true) {
                Map<TopicPartition, Long> done = topic.done(group(number));
                bar.at(Math.min(all, total(done)), all);
                if (topic.between(done, ends) == 0) {
                    Map<TopicPartition, Long> now = topic.ends();
                    if (topic.between(done, now) < STILL_BEHIND) {
                        bar.at(all, all);
                        return;
                    }
                    ends = now;
                    all = total(ends);
                }
                control.requireLive(JOB, next);
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    /**
     * Waits until days that are over are so in the next generation, too: a job that has just begun tells no time for a
     * while, and one that goes on from its savepoint not before something is sold.
     */
    private void settle(String next) throws IOException, SQLException, InterruptedException {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (generations.unsettled() > 0 && System.nanoTime() < deadline) {
            control.requireLive(JOB, next);
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Waits until the new job has written all that the live one may have. */
    private void pass(int number, String next, Map<TopicPartition, Long> ends)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (topic.between(topic.done(group(number)), ends) > 0) {
            control.requireLive(JOB, next);
            if (System.nanoTime() > deadline) {
                throw new IOException("the new job did not catch up within " + STOP_LIMIT.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void exchange(int number, Path savepoint) throws IOException, SQLException, InterruptedException {
        try (RedisGeneration redis = new RedisGeneration(redisUri)) {
            RedisGeneration.Comparison comparison = redis.prepare(number);
            Generations.Switch tables =
                    generations.switchTo(number, flinkFolder.relativize(savepoint).toString(), () -> switched = true);
            Duration held = redis.exchange(number);
            progress.say("switched: tables within %d ms%s; %,d of %,d keys in Redis differed and %,d were too many, "
                            + "exchanged within %d ms",
                    tables.held().toMillis(),
                    tables.attempts() == 1 ? "" : " (readers went first " + (tables.attempts() - 1) + " times)",
                    comparison.differing(), comparison.keys(), comparison.obsolete(), held.toMillis());
        }
    }

    private void tidy(int number, boolean keepOld) throws IOException, SQLException, InterruptedException {
        if (keepOld) {
            progress.say("the tables of before are in schema %s", generations.keepPrevious(number));
        }
        generations.dropLeftovers();
        try (RedisGeneration redis = new RedisGeneration(redisUri)) {
            redis.clear();
        }
        points(JOB).clear();
        topic.delete(deadLetters(number), group(number));
    }

    private static long total(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
