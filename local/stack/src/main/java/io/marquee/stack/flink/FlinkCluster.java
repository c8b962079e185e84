package io.marquee.stack.flink;

import io.marquee.local.Folders;
import io.marquee.stack.data.DataFolder;
import io.marquee.stack.process.ChildProcess;
import io.marquee.stack.process.JavaCommand;
import io.marquee.stack.up.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real Flink session cluster with its web UI: a JobManager and a TaskManager, each a process, both on the loopback
 * interface.
 */
public final class FlinkCluster {

    /** Slots of the one TaskManager: two for each job, and room for a job that someone submits by hand. */
    public static final int SLOTS = 6;

    static final String JOB_MANAGER = "jobmanager";
    static final String TASK_MANAGER = "taskmanager";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String REPORTER = """
            metrics.reporters: prom
            metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
            metrics.reporter.prom.port: 9249-9299
            """;
    private static final String LOG_CONFIG = "log4j2.properties";

    private final DataFolder data;
    private final Installation installation;
    private final int restPort;
    private final int rpcPort;
    private final boolean metrics;

    /**
     * A cluster that does not run yet.
     *
     * @param restPort port of the web UI and the REST API
     * @param rpcPort port where the TaskManager finds the JobManager
     * @param metrics whether both serve their metrics to Prometheus, which Flink can on all interfaces alone
     */
    public FlinkCluster(DataFolder data, Installation installation, int restPort, int rpcPort, boolean metrics) {
        this.data = data;
        this.installation = installation;
        this.restPort = restPort;
        this.rpcPort = rpcPort;
        this.metrics = metrics;
    }

    /** The address of the web UI and the REST API. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + restPort);
    }

    /** The REST API of this cluster. */
    public FlinkRest rest() {
        return new FlinkRest(uri());
    }

    /** Ends what an earlier launcher left. */
    public static void clearLeftovers(Path pids) throws IOException {
        ChildProcess.clearLeftover(pids, TASK_MANAGER);
        ChildProcess.clearLeftover(pids, JOB_MANAGER);
    }

    /** Writes the configuration of both processes. */
    public void configure() throws IOException {
        Folders.delete(folder().resolve("tmp")); // nothing in there is of use to another run
        Folders.delete(folder().resolve("uploads"));
        Files.createDirectories(folder().resolve("tmp/rocksdb"));
        Path conf = Files.createDirectories(folder().resolve("conf"));
        Files.writeString(conf.resolve("config.yaml"), settings());
        try (var resource = FlinkCluster.class.getResourceAsStream("/io/marquee/stack/" + LOG_CONFIG)) {
            Files.write(conf.resolve(LOG_CONFIG), resource.readAllBytes());
        }
    }

    /** Starts the JobManager. */
    public ChildProcess startJobManager() throws IOException {
        return start(JOB_MANAGER, "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "-Xmx320m", "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    /** Starts the TaskManager. */
    public ChildProcess startTaskManager() throws IOException {
        // What the Kafka consumer fetches at once, a megabyte or two, is more than half a region of the usual size:
        // each fetch would be a humongous object, and begin a concurrent marking of the whole heap.
        return start(TASK_MANAGER, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "-Xmx512m", "-XX:MaxMetaspaceSize=256m", "-XX:MaxDirectMemorySize=288m", "-XX:+UseG1GC",
                "-XX:G1HeapRegionSize=8m");
    }

    /**
     * Waits until the REST API answers and all slots are there.
     *
     * @throws IOException with the last lines of the log when a process ends or time is over
     */
    public void awaitReady(ChildProcess jobManager, ChildProcess taskManager) throws IOException {
        FlinkRest rest = rest();
        await(() -> rest.freeSlots().orElse(0) >= SLOTS, jobManager, taskManager);
    }

    /** Waits until a TaskManager that replaces a lost one has offered its slots; the jobs may have taken them again. */
    public void awaitTaskManager(ChildProcess taskManager) throws IOException {
        FlinkRest rest = rest();
        await(() -> rest.slots().orElse(0) >= SLOTS, taskManager);
    }

    private ChildProcess start(String name, String mainClass, String... options) throws IOException {
        List<String> command = new JavaCommand(mainClass, "--configDir", folder().resolve("conf").toString())
                .options(options)
                .options("-Dlog.file=" + data.log(name),
                        "-Dlog4j2.configurationFile=" + folder().resolve("conf").resolve(LOG_CONFIG),
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder().resolve("tmp")))
                .opens("java.util", "java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks",
                        "java.lang", "java.lang.reflect", "java.lang.invoke", "java.text", "java.time", "java.net",
                        "java.nio", "java.io", "java.math")
                .classPath(installation.flinkLibraries())
                .classPath(installation.postgresDriver())
                .classPath(installation.launcherJar())
                .build();
        return ChildProcess.start(new ChildProcess.Recipe(
                name, command, Map.of(), folder(), data.log(name + "-out"), data.of("run")));
    }

    private static void await(BooleanSupplier ready, ChildProcess... processes) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.getAsBoolean()) {
            for (ChildProcess process : processes) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("Flink's " + process.name() + " did not come up; " + process.lastWords());
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Flink was starting", e);
            }
        }
    }

    private Path folder() {
        return data.of("flink");
    }

    private String settings() {
        return """
                # Written at each start.
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                jobmanager.memory.process.size: 768m
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                web.upload.dir: "%s"
                web.submit.enable: true
                web.cancel.enable: true
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: %d
                taskmanager.cpu.cores: 2.0
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.task.heap.size: 384m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.task.off-heap.size: 64m
                taskmanager.memory.network.min: 96m
                taskmanager.memory.network.max: 96m
                taskmanager.memory.managed.size: 384m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                parallelism.default: 2
                io.tmp.dirs: "%s"
                blob.storage.directory: "%s"
                execution.checkpointing.dir: "%s"
                execution.checkpointing.savepoint-dir: "%s"
                state.backend.rocksdb.log.dir: "%s"
                classloader.parent-first-patterns.additional: org.postgresql
                cluster.io-pool.size: 4
                heartbeat.interval: 2000
                heartbeat.timeout: 20000
                """
                .formatted(rpcPort, restPort, folder().resolve("uploads"), SLOTS, folder().resolve("tmp"),
                        folder().resolve("tmp"), folder().resolve("checkpoints").toUri(),
                        folder().resolve("savepoints").toUri(), folder().resolve("tmp/rocksdb"))
                + (metrics ? REPORTER : "");
    }
}
