package io.marquee.pipeline;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM, whose task managers can be ended as if they were killed. */
public final class Cluster implements AutoCloseable {

    private static final int SLOTS = 2;

    private final MiniCluster cluster;
    private final InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();
    private int taskManager;

    public Cluster() throws Exception {
        Configuration settings = new Configuration();
        reporter.addToConfiguration(settings);
        settings.set(RestOptions.PORT, 0);
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
        cluster.start();
    }

    /** Starts a job as it is submitted. */
    public JobID submit(int parallelism, Consumer<StreamExecutionEnvironment> definition) throws Exception {
        return submit(parallelism, null, definition);
    }

    /** Starts a job from a savepoint; from nothing when it is null. */
    public JobID submit(int parallelism, String savepoint, Consumer<StreamExecutionEnvironment> definition)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        env.setParallelism(parallelism);
        definition.accept(env);
        JobGraph job = env.getStreamGraph().getJobGraph();
        if (savepoint != null) {
            job.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
        }
        cluster.submitJob(job).get();
        return job.getJobID();
    }

    /** What becomes of a job. */
    public JobStatus status(JobID job) throws ExecutionException, InterruptedException {
        return cluster.getJobStatus(job).get();
    }

    /** Whether every task of the job runs. */
    public boolean isRunning(JobID job) throws ExecutionException, InterruptedException {
        return tasks(job).allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
    }

    /** How often the job was restarted: how often that task was begun anew for which that was so most often. */
    public int restarts(JobID job) throws ExecutionException, InterruptedException {
        return tasks(job).mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber()).max().orElseThrow();
    }

    private Stream<AccessExecutionVertex> tasks(JobID job) throws ExecutionException, InterruptedException {
        return StreamSupport.stream(
                cluster.getExecutionGraph(job).get().getAllExecutionVertices().spliterator(), false)
                .map(task -> (AccessExecutionVertex) task);
    }

    /** How often the job went on from a checkpoint. */
    public long restoredCheckpoints(JobID job) throws ExecutionException, InterruptedException {
        return cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot().getCounts()
                .getNumberOfRestoredCheckpoints();
    }

    /** How many checkpoints of the job are complete. */
    public long checkpoints(JobID job) throws ExecutionException, InterruptedException {
        return cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot().getCounts()
                .getNumberOfCompletedCheckpoints();
    }

    /** The sum of all counters of a job whose name matches the pattern. */
    public long count(JobID job, String pattern) {
        return reporter.findMetrics(job, pattern).values().stream()
                .mapToLong(metric -> ((Counter) metric).getCount())
                .sum();
    }

    /** How many values the histograms of a job have taken in whose name matches the pattern. */
    public long samples(JobID job, String pattern) {
        return reporter.findMetrics(job, pattern).values().stream()
                .mapToLong(metric -> ((Histogram) metric).getCount())
                .sum();
    }

    /** Ends the task manager with all that it was doing, and starts another. */
    public void killTaskManager() throws Exception {
        cluster.terminateTaskManager(taskManager++).get();
        cluster.startTaskManager();
    }

    /** Stops a job for good, with a savepoint; its path. */
    public String stopWithSavepoint(JobID job, Path folder) throws ExecutionException, InterruptedException {
        return cluster.stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL).get();
    }

    /** Ends a job for good. */
    public void cancel(JobID job) throws ExecutionException, InterruptedException {
        cluster.cancelJob(job).get();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
