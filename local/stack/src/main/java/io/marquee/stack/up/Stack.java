package io.marquee.stack.up;

import io.marquee.events.Topics;
import io.marquee.generator.seed.DemoCatalogue;
import io.marquee.local.FreePort;
import io.marquee.local.KafkaServer;
import io.marquee.local.PostgresServer;
import io.marquee.local.RedisServer;
import io.marquee.sql.Schema;
import io.marquee.stack.data.DataFolder;
import io.marquee.stack.data.UserProblem;
import io.marquee.stack.flink.FlinkCluster;
import io.marquee.stack.flink.JobControl;
import io.marquee.stack.flink.Jobs;
import io.marquee.stack.flink.StackJob;
import io.marquee.stack.process.ChildProcess;
import io.marquee.stack.rebuild.UnfinishedRebuild;
import io.marquee.stack.up.Board.State;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running parts of a stack. They start side by side, each as soon as those that it needs are up, and stop in the
 * opposite order of what depends on what.
 */
final class Stack implements AutoCloseable {

    /** The database of the stack. */
    static final String DATABASE = "marquee";

    private static final Logger LOG = LoggerFactory.getLogger(Stack.class);
    private static final Map<String, Integer> TOPICS =
            Map.of(Topics.SEAT_LOCKS, 4, Topics.BOOKINGS, 4, Topics.SALES, 4, Topics.DEAD_LETTERS, 1);
    private static final String DEMO = "demo";
    private static final Duration REBUILD_CHECK = Duration.ofSeconds(5);

    private final DataFolder data;
    private final Installation installation;
    private final Ports ports;
    private final Board board;
    private final ExecutorService executor = Executors.newCachedThreadPool(Stack::daemon);
    /** For servers that hold data: they finish their start. Kafka, interrupted, would end this JVM. */
    private final ExecutorService uninterrupted = Executors.newCachedThreadPool(Stack::daemon);
    private final Supervisor supervisor;
    private final FlinkCluster flink;

    private volatile PostgresServer postgres;
    private volatile KafkaServer kafka;
    private volatile RedisServer redis;
    private volatile ChildProcess jobManager;
    private volatile ChildProcess taskManager;
    private volatile ChildProcess api;
    private volatile Jobs jobs;

    Stack(DataFolder data, Installation installation, Ports ports, boolean flinkMetrics, Board board) {
        this.data = data;
        this.installation = installation;
        this.ports = ports;
        this.board = board;
        this.supervisor = new Supervisor(board);
        this.flink = new FlinkCluster(data, installation, ports.flink(), FreePort.find(), flinkMetrics);
    }

    /**
     * Starts everything and returns when it can be used.
     *
     * @param demo whether a new data folder gets the demo catalogue
     * @throws IOException with what to tell the user, when a part does not come up
     */
    void start(boolean demo) throws IOException, InterruptedException {
        CompletableFuture<Void> database = CompletableFuture.runAsync(Steps.of(this::startPostgres), uninterrupted);
        CompletableFuture<Void> topics = CompletableFuture.runAsync(Steps.of(this::startKafka), uninterrupted);
        CompletableFuture<Void> view = CompletableFuture.runAsync(Steps.of(this::startRedis), uninterrupted);
        CompletableFuture<Void> cluster = CompletableFuture.runAsync(Steps.of(this::startFlink), executor);
        CompletableFuture<Void> schema = database.thenRunAsync(Steps.of(this::migrate), executor);
        CompletableFuture<Void> catalogue = schema.thenRunAsync(Steps.of(() -> loadDemo(demo)), executor);
        CompletableFuture<Void> submitted = CompletableFuture.allOf(cluster, topics, schema, view)
                .thenRunAsync(Steps.of(this::startJobs), executor);
        CompletableFuture<Void> served = CompletableFuture.allOf(topics, schema, view)
                .thenRunAsync(Steps.of(this::startApi), executor);
        Steps.await(List.of(database, topics, view, cluster, schema, catalogue, submitted, served));
        supervise();
    }

    /** Where the parts listen. */
    Endpoints endpoints() {
        return new Endpoints(ports, postgres.jdbcUrl(DATABASE), kafka.bootstrapServers(), redis.uri());
    }

    /** Stops the jobs with a savepoint, then the processes, last the servers that hold data. */
    @Override
    public void close() {
        supervisor.end();
        endStarting();
        if (jobs != null) {
            board.show(Part.JOBS, State.STARTING, "stopping with a savepoint");
            jobs.stop();
            board.show(Part.JOBS, State.STOPPED, "stopped");
        }
        stop(Part.API, api, Duration.ofSeconds(20));
        if (taskManager != null) {
            taskManager.stop(Duration.ofSeconds(10));
        }
        stop(Part.FLINK, jobManager, Duration.ofSeconds(10));
        close(Part.REDIS, redis);
        close(Part.KAFKA, kafka);
        close(Part.POSTGRES, postgres);
    }

    /** Kills the processes without further ado; what was committed stays. */
    void kill() {
        for (ChildProcess child : new ChildProcess[] {api, taskManager, jobManager}) {
            if (child != null) {
                child.kill();
            }
        }
        Optional.ofNullable(redis).map(RedisServer::process).ifPresent(ProcessHandle::destroyForcibly);
        Optional.ofNullable(postgres).flatMap(PostgresServer::process).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void startPostgres() throws IOException, SQLException {
        board.show(Part.POSTGRES, State.STARTING, "");
        postgres = PostgresServer.start(data.of("postgres"), ports.postgres());
        postgres.createDatabase(DATABASE);
        board.show(Part.POSTGRES, State.UP, postgres.jdbcUrl(DATABASE) + " (user " + PostgresServer.USER + ")");
    }

    private void migrate() {
        try {
            int applied = Schema.migrate(postgres.dataSource(DATABASE));
            LOG.info("{} migrations applied", applied);
        } catch (FlywayValidateException e) {
            LOG.error("the schema does not fit", e);
            throw new UserProblem(("the database in %s was made by another version of Marquee: use that version, "
                    + "choose another folder with --data, or empty it with --fresh").formatted(data.root()), e);
        }
    }

    private void startKafka() throws IOException {
        board.show(Part.KAFKA, State.STARTING, "");
        kafka = KafkaServer.start(data.of("kafka"), ports.kafka());
        kafka.createTopics(TOPICS);
        board.show(Part.KAFKA, State.UP, kafka.bootstrapServers());
    }

    private void startRedis() throws IOException {
        board.show(Part.REDIS, State.STARTING, "");
        redis = RedisServer.start(data.of("redis"), ports.redis());
        board.show(Part.REDIS, State.UP, redis.uri());
    }

    private void startFlink() throws IOException {
        board.show(Part.FLINK, State.STARTING, "");
        flink.configure();
        jobManager = flink.startJobManager();
        taskManager = flink.startTaskManager();
        flink.awaitReady(jobManager, taskManager);
        board.show(Part.FLINK, State.UP, flink.uri() + "/");
    }

    private void startJobs() throws IOException, SQLException, InterruptedException {
        board.show(Part.JOBS, State.STARTING, "");
        jobs = new Jobs(flink.rest(), installation.jobJar(), data.of("flink"), Jobs.arguments(
                kafka.bootstrapServers(), postgres.jdbcUrl(DATABASE), PostgresServer.USER, redis.uri()));
        settleRebuild(() -> {}); // before a savepoint is chosen to go on from
        Map<StackJob, Optional<Path>> origins = jobs.start();
        boolean restored = origins.values().stream().anyMatch(Optional::isPresent);
        board.show(Part.JOBS, State.UP, "box-office and seat-map run"
                + (restored ? ", gone on from where they stopped" : ""));
    }

    /** A rebuild that was cut off is undone or finished; nothing happens while one is at work. */
    private void settleRebuild(UnfinishedRebuild.Start start) throws IOException, SQLException, InterruptedException {
        UnfinishedRebuild.settle(postgres.dataSource(DATABASE).getConnection(), kafka.bootstrapServers(), redis.uri(),
                data.of("flink"), new JobControl(flink.rest()), start);
    }

    private void startApi() throws IOException {
        board.show(Part.API, State.STARTING, "");
        api = new ApiProcess(data, installation, ports.api(), endpoints()).start();
        board.show(Part.API, State.UP, "http://127.0.0.1:" + ports.api() + "/");
    }

    private void loadDemo(boolean wanted) throws IOException, SQLException {
        String remark = data.remark(DEMO, wanted ? "loaded" : "declined");
        if (remark.equals("loaded")) {
            board.show(Part.DEMO, State.STARTING, "");
            // On a later day this adds the showtimes that came since.
            DemoCatalogue.Added added = DemoCatalogue.load(postgres.dataSource(DATABASE));
            board.show(Part.DEMO, State.UP, added.showtimes() == 0
                    ? "up to date" : "%,d showtimes added".formatted(added.showtimes()));
        } else {
            board.show(Part.DEMO, State.STOPPED, "none");
        }
        data.remember(DEMO, remark);
    }

    private void supervise() {
        supervisor.watch(Part.API, () -> api.onExit(), this::startApi);
        supervisor.watch(Part.REDIS, () -> redis.process().onExit(), () -> {
            redis.close();
            startRedis();
        });
        supervisor.watch(Part.POSTGRES, () -> postgres.process().orElseThrow().onExit(), () -> {
            postgres.close();
            startPostgres();
        });
        supervisor.watch(Part.FLINK, () -> CompletableFuture.anyOf(jobManager.onExit(), taskManager.onExit()),
                this::restartFlink);
        supervisor.repeat(REBUILD_CHECK, () -> settleRebuild(() -> jobs.startIfMissing(StackJob.BOX_OFFICE)));
    }

    /** A lost TaskManager is replaced, and Flink restarts the jobs; with the JobManager the jobs are gone as well. */
    private void restartFlink() throws IOException, SQLException, InterruptedException {
        if (jobManager.isAlive()) {
            taskManager = flink.startTaskManager();
            flink.awaitTaskManager(taskManager);
            board.show(Part.FLINK, State.UP, flink.uri() + "/");
            return;
        }
        taskManager.kill();
        startFlink();
        startJobs();
    }

    /** What is still starting gives up or finishes, so that nothing is left that nobody stops. */
    private void endStarting() {
        executor.shutdownNow();
        uninterrupted.shutdown();
        try {
            executor.awaitTermination(30, TimeUnit.SECONDS);
            uninterrupted.awaitTermination(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Part part, ChildProcess child, Duration grace) {
        if (child != null) {
            child.stop(grace);
            board.show(part, State.STOPPED, "stopped");
        }
    }

    private void close(Part part, AutoCloseable server) {
        if (server != null) {
            try {
                server.close();
            } catch (Exception e) { // the others must stop too
                LOG.error("{} did not stop cleanly", part.title(), e);
            }
            board.show(part, State.STOPPED, "stopped");
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "stack");
        thread.setDaemon(true);
        return thread;
    }
}
