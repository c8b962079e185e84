package io.marquee.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both jobs need from Flink, set by the job itself so that it runs the same wherever it is submitted. */
public final class JobEnvironment {

    /** Never to be changed: state is divided into this many key groups for as long as it lives. */
    static final int MAX_PARALLELISM = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(JobEnvironment.class);

    private JobEnvironment() {}

    /** Applies the settings to the environment that Flink gives the job. */
    public static void configure(StreamExecutionEnvironment env, JobOptions options) {
        Configuration set = new Configuration();

        // An upgrade must find its state again, and a type that falls to Kryo would tie state to class internals.
        set.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        set.set(PipelineOptions.GENERIC_TYPES, false);
        set.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        // Safe: what travels between operators is never changed after it was sent.
        set.set(PipelineOptions.OBJECT_REUSE, true);

        set.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        set.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        tuneRocksDb(set);
        set.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.duration("checkpoint.interval-ms"));
        set.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        set.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        set.set(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // While PostgreSQL or Redis is away checkpoints time out; that alone is no reason to restart.
        set.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        set.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpointFolder(env, options));

        set.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        set.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        set.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                options.duration("restart.max-delay-s"));
        set.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        set.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(10));

        env.configure(set);
        if (!options.text("parallelism").isEmpty()) {
            env.setParallelism(options.number("parallelism"));
        }
        env.getConfig().setGlobalJobParameters(ParameterTool.fromMap(options.shown()));
    }

    // By name, for the classes are the cluster's. What is not here stays as Flink has it: managed memory bounds it all,
    // half of it for write buffers, which fits values that are written whole at each checkpoint and read rarely.
    private static void tuneRocksDb(Configuration set) {
        // A new source, bucket or seat is looked up once in vain; a filter answers that without reading a file.
        set.setString("state.backend.rocksdb.use-bloom-filter", "true");
        // Filters and indexes share the managed memory with data; in parts, only those in use have to stay there.
        set.setString("state.backend.rocksdb.memory.partitioned-index-filters", "true");
        // The last level holds nine tenths, so that overwritten values take little room in files and checkpoints.
        set.setString("state.backend.rocksdb.compaction.level.use-dynamic-size", "true");
        // Each bucket of 400 days and each hold has a timer: too many for the heap.
        set.setString("state.backend.rocksdb.timer-service.factory", "ROCKSDB");
    }

    private static String checkpointFolder(StreamExecutionEnvironment env, JobOptions options) {
        if (!options.text("checkpoint.dir").isEmpty()) {
            return options.text("checkpoint.dir");
        }
        String ofCluster = env.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        if (ofCluster != null) {
            return ofCluster;
        }
        String temporary = Path.of(System.getProperty("java.io.tmpdir"), "marquee-checkpoints").toUri().toString();
        LOG.warn("Neither --checkpoint.dir nor the cluster's execution.checkpointing.dir is set: checkpoints go to {}, "
                + "which is good for one machine only", temporary);
        return temporary;
    }
}
