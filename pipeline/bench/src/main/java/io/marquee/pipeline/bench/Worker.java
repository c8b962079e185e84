package io.marquee.pipeline.bench;

import com.sun.management.OperatingSystemMXBean;
import io.marquee.pipeline.JobEnvironment;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.boxoffice.BoxOfficeJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A JVM with a Flink cluster for one contender, which stays warm from run to run. Takes lines on standard input, {@code
 * <records> <distinct> <jdbc url> <redis uri> <folder>}, runs the job over that many records, and answers with a line
 * of {@link Result}. Without distinct events, the run is to get warm.
 */
final class Worker {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration STATUS_EVERY = Duration.ofSeconds(2);
    private static final MemorySize MANAGED = MemorySize.ofMebiBytes(384);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final MemorySize NETWORK = MemorySize.ofMebiBytes(96);

    private final Contender contender;
    private final String kafka;
    private final int parallelism;
    private final MiniCluster cluster;

    private Worker(Contender contender, String kafka, int parallelism) throws Exception {
        this.contender = contender;
        this.kafka = kafka;
        this.parallelism = parallelism;
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        // Those of the local stack's task manager
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
        cluster.start();
    }

    /** Takes the contender, the brokers and the parallelism. */
    public static void main(String[] arguments) throws Exception {
        Worker worker = new Worker(
                Contender.valueOf(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            System.out.println(worker.run(
                    Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], words[3], Path.of(words[4])));
        }
        System.exit(0); // told to end by the end of input
    }

    private Result run(long records, long distinct, String jdbcUrl, String redisUri, Path folder) throws Exception {
        Progress.reset();
        JobOptions options = options(jdbcUrl, redisUri, folder);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        JobEnvironment.configure(env, options);
        KafkaSource<KafkaRecord> sales = ClockedSource.of(kafka);
        switch (contender) {
            case READ -> ReadJob.build(env, sales);
            case BOX_OFFICE -> BoxOfficeJob.build(env, options, sales, BoxOfficeJob.Sinks.of(options));
            case TEXTBOOK -> TextbookJob.build(env, sales);
        }
        JobGraph graph = env.getStreamGraph().getJobGraph();
        JobID job = graph.getJobID();
        cluster.submitJob(graph).get();
        await(job, () -> Progress.start() != 0);
        long cpu = SYSTEM.getProcessCpuTime();
        await(job, () -> (contender == Contender.BOX_OFFICE ? Progress.read() : Progress.done()) >= records);
        if (contender == Contender.BOX_OFFICE && distinct > 0) {
            await(job, new Written(jdbcUrl, redisUri, distinct));
        }
        double seconds = (System.nanoTime() - Progress.start()) / 1e9;
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        long state = 0;
        if (distinct > 0 && contender != Contender.READ) {
            state = size(cluster.stopWithSavepoint(
                    job, folder.resolve("savepoint").toUri().toString(), false, SavepointFormatType.CANONICAL).get());
        } else {
            cluster.cancelJob(job).get();
        }
        cluster.requestJobResult(job).get();
        return new Result(seconds, cpuSeconds, state, peakMemory());
    }

    private JobOptions options(String jdbcUrl, String redisUri, Path folder) {
        Map<String, String> options = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", kafka,
                "postgres.url", jdbcUrl,
                "postgres.password", "any",
                "redis.uri", redisUri,
                "parallelism", Integer.toString(parallelism),
                "checkpoint.dir", folder.resolve("checkpoints").toUri().toString()));
        return JobOptions.of(options);
    }

    private void await(JobID job, BooleanSupplier condition) throws Exception {
        long begun = System.nanoTime();
        long nextAsked = begun;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= nextAsked) {
                // Seldom, for each answer has the cluster copy all it knows of the job
                nextAsked = System.nanoTime() + STATUS_EVERY.toNanos();
                JobStatus status = cluster.getJobStatus(job).get();
                if (status.isGloballyTerminalState() || System.nanoTime() - begun > LIMIT.toNanos()) {
                    throw new IllegalStateException(contender + " did not come to its end: " + status + " after "
                            + Progress.read() + " records");
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long size(String savepoint) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(java.net.URI.create(savepoint)))) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** The most memory that this process ever had, in bytes; 0 where the system does not tell. */
    private static long peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(status);
        return lines.stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
