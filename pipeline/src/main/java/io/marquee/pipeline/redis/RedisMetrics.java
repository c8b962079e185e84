package io.marquee.pipeline.redis;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What a Redis sink tells about itself. Written by its own thread, read by Flink's. */
final class RedisMetrics {

    private static final int SAMPLES = 1_000;

    final Counter rows;
    final Counter batches;
    final Counter retries;
    final Counter refills;
    final Counter errors;

    private final Histogram batchMs;
    private final Histogram freshness;

    RedisMetrics(MetricGroup writer) {
        MetricGroup group = writer.addGroup("redis");
        rows = group.counter("rows", new ThreadSafeSimpleCounter());
        batches = group.counter("batches", new ThreadSafeSimpleCounter());
        retries = group.counter("retries", new ThreadSafeSimpleCounter());
        refills = group.counter("refills", new ThreadSafeSimpleCounter());
        errors = group.counter("errors", new ThreadSafeSimpleCounter());
        batchMs = group.histogram("batchMs", new DescriptiveStatisticsHistogram(SAMPLES));
        // From an event to what Redis shows of it: of each batch the worst.
        freshness = group.histogram("eventToTotalMs", new DescriptiveStatisticsHistogram(SAMPLES));
    }

    void written(long count, long oldestEvent, long nanos) {
        batches.inc();
        rows.inc(count);
        batchMs.update(nanos / 1_000_000);
        if (oldestEvent != Long.MAX_VALUE) {
            freshness.update(System.currentTimeMillis() - oldestEvent);
        }
    }
}
