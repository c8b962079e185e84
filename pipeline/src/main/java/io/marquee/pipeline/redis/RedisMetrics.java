package io.marquee.pipeline.redis;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** What a Redis sink tells about itself. Written by its own thread, read by Flink's. */
final class RedisMetrics {

    final Counter rows;
    final Counter batches;
    final Counter retries;
    final Counter refills;

    RedisMetrics(MetricGroup writer) {
        MetricGroup group = writer.addGroup("redis");
        rows = group.counter("rows", new ThreadSafeSimpleCounter());
        batches = group.counter("batches", new ThreadSafeSimpleCounter());
        retries = group.counter("retries", new ThreadSafeSimpleCounter());
        refills = group.counter("refills", new ThreadSafeSimpleCounter());
    }
}
