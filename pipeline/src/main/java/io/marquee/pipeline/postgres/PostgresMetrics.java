package io.marquee.pipeline.postgres;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What a sink to PostgreSQL tells about itself. */
final class PostgresMetrics {

    private static final int SAMPLES = 1_000;

    /** Statements that failed for good, and the job with them. */
    final Counter errors;

    /** Statements and attempts to connect that failed and were made again. */
    final Counter retries;

    private final Counter rows;
    private final Histogram statementMs;
    private final Histogram freshness;

    PostgresMetrics(MetricGroup writer) {
        MetricGroup group = writer.addGroup("postgres");
        rows = group.counter("rows");
        errors = group.counter("errors");
        retries = group.counter("retries");
        statementMs = group.histogram("statementMs", new DescriptiveStatisticsHistogram(SAMPLES));
        // From an event to the committed total that has it: of each statement the worst.
        freshness = group.histogram("eventToTotalMs", new DescriptiveStatisticsHistogram(SAMPLES));
    }

    void written(long count, long oldestEvent, long nanos) {
        rows.inc(count);
        statementMs.update(nanos / 1_000_000);
        if (oldestEvent != Long.MAX_VALUE) {
            freshness.update(System.currentTimeMillis() - oldestEvent);
        }
    }
}
