package io.marquee.stack.rebuild;

import io.marquee.events.Topics;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.local.PostgresServer;
import io.marquee.stack.data.UserProblem;
import io.marquee.stack.flink.FlinkRest;
import io.marquee.stack.flink.JobControl;
import io.marquee.stack.flink.Jobs;
import io.marquee.stack.flink.StackJob;
import io.marquee.stack.up.Installation;
import io.marquee.stack.up.StackFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.exceptions.JedisException;

/** {@code marquee rebuild}: all totals anew, from Kafka. */
@Command(
        name = "rebuild",
        sortOptions = false,
        description = {
            "Adds up all totals anew from the sales topic, beside those that are read, and puts them in their place: "
                    + "the tables in one transaction, Redis in one script. Readers see the old totals until then and "
                    + "the new ones after it, and never half. Sales go on meanwhile; the totals stand still for some "
                    + "seconds at the end. For a stack of ./marquee up on this machine, while it runs.",
            "What was refused (./marquee dead-letters) stays refused; send it again to have it counted.",
            "Ctrl-C before the exchange leaves everything as it was. After a crash the next rebuild, or the stack "
                    + "itself within some seconds, undoes or finishes what was begun.",
            "Exits with 0 when the new totals are read, 1 when they are not, 2 when a server is not there."
        })
public final class RebuildCommand extends StackCommand {

    private static final int INTERRUPTED = 130;
    private static final int SLOTS = 2;
    private static final long UNDO_LIMIT_SECONDS = 150;

    @Option(names = "--dry-run", description = "Look whether it could be done and how much it is, and change nothing.")
    private boolean dryRun;

    @Option(names = "--keep-old", description = "Keep the tables of before, in a schema of their own.")
    private boolean keepOld;

    @Option(names = "--without-lost",
            description = "Rebuild even when Kafka no longer has the oldest sales; totals of what is gone are lost.")
    private boolean withoutLost;

    @Option(names = "--flink", order = 105, paramLabel = "URL", description = "Base URL of Flink's REST API.")
    private String flink;

    @Override
    protected int run(Endpoints endpoints) throws Exception {
        requireKafka(endpoints);
        FlinkRest rest = new FlinkRest(URI.create(
                flink != null ? flink : StackFile.read(dataFolder(), "flink", "http://127.0.0.1:8081")));
        Progress progress = new Progress(out(), Boolean.getBoolean("marquee.terminal"));
        try (Generations generations = new Generations(connect(endpoints));
                SalesTopic topic = new SalesTopic(endpoints.kafka())) {
            return run(endpoints, rest, generations, topic, progress);
        } catch (UserProblem | IOException | SQLException | JedisException failure) {
            err().println("marquee rebuild: " + failure.getMessage());
            return 1;
        }
    }

    private int run(
            Endpoints endpoints, FlinkRest rest, Generations generations, SalesTopic topic, Progress progress)
            throws Exception {
        Path folder = dataFolder().toAbsolutePath().normalize().resolve("flink");
        JobControl control = new JobControl(rest);
        Jobs jobs = new Jobs(rest, Installation.current().jobJar(), folder, Jobs.arguments(
                endpoints.kafka(), endpoints.postgres(), PostgresServer.USER, endpoints.redis()));
        if (rest.slots().isEmpty()) {
            throw new UserProblem("no Flink at the address of the stack: start it with ./marquee up");
        }
        if (!generations.exist()) {
            throw new UserProblem("the database is of an older version: ./marquee create-schema brings it to this one");
        }
        if (!generations.tryLock()) {
            throw new UserProblem("another rebuild is under way");
        }
        check(rest, generations, topic, progress);
        if (dryRun) {
            return 0;
        }
        UnfinishedRebuild unfinished =
                new UnfinishedRebuild(generations, endpoints.kafka(), endpoints.redis(), folder, control);
        UnfinishedRebuild.Start start = () -> jobs.startIfMissing(StackJob.BOX_OFFICE);
        if (unfinished.settle(start)) {
            progress.say("a rebuild that was cut off has been brought to its end first");
        }
        Rebuild rebuild = new Rebuild(
                generations, topic, endpoints.kafka(), endpoints.redis(), folder, jobs, control, progress);
        return run(rebuild, unfinished, start, progress);
    }

    private void check(FlinkRest rest, Generations generations, SalesTopic topic, Progress progress)
            throws IOException, SQLException, InterruptedException {
        Map<TopicPartition, Long> begins = topic.begins();
        long records = topic.between(begins, topic.ends());
        long lost = begins.values().stream().mapToLong(Long::longValue).sum();
        progress.say("%,d records in %s, about %,d rows in the tables",
                records, Topics.SALES, generations.estimatedRows());
        if (lost > 0 && !withoutLost) {
            throw new UserProblem(String.format(Locale.ROOT, "Kafka no longer has the first %,d records of %s, so "
                    + "their totals would be lost; --without-lost rebuilds all the same", lost, Topics.SALES));
        }
        if (rest.freeSlots().orElse(0) < SLOTS) {
            throw new UserProblem("the new job needs " + SLOTS + " task slots, and Flink has "
                    + rest.freeSlots().orElse(0) + " free: cancel a job that you do not need at " + rest.address());
        }
    }

    /** Runs it so that Ctrl-C and failures leave nothing half done. */
    private int run(Rebuild rebuild, UnfinishedRebuild unfinished, UnfinishedRebuild.Start start, Progress progress)
            throws IOException, SQLException, InterruptedException {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> {
            if (!rebuild.isSwitched()) {
                worker.interrupt();
            }
            try {
                ended.await(UNDO_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            rebuild.run(keepOld);
            return 0;
        } catch (Exception failure) {
            boolean asked = Thread.interrupted() || failure instanceof InterruptedException;
            progress.say(asked ? "stopping" : "failed: " + failure.getMessage());
            unfinished.settle(start);
            progress.say(rebuild.isSwitched()
                    ? "the new totals are read all the same, and the live job goes on with them"
                    : "the totals of before are read as ever, and nothing is left of the new ones");
            return asked ? INTERRUPTED : 1;
        } finally {
            ended.countDown();
            if (!isShuttingDown(onSignal)) {
                Thread.interrupted();
            }
        }
    }

    private static boolean isShuttingDown(Thread onSignal) {
        try {
            return !Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }
}
