package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.RejectionCounters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the box office tells about itself. */
final class BoxOfficeMetrics {

    private static final int SAMPLES = 1_000;

    /** Events that were duplicates. */
    final Counter duplicates;

    /** Additions to buckets that were final already. */
    final Counter late;

    /** Dead letters by reason. */
    final RejectionCounters rejected;

    private final Counter accepted;
    private final Histogram flushRows;
    private final Histogram freshness;
    private long oldestUnsent = Long.MAX_VALUE;

    BoxOfficeMetrics(MetricGroup operator) {
        accepted = operator.counter("accepted");
        duplicates = operator.counter("duplicates");
        late = operator.counter("late");
        rejected = new RejectionCounters(operator);
        flushRows = operator.histogram("flushRows", new DescriptiveStatisticsHistogram(SAMPLES));
        // Milliseconds from an event to the row that counts it: of each flush the worst.
        freshness = operator.histogram("eventToTotalMs", new DescriptiveStatisticsHistogram(SAMPLES));
    }

    void accepted(Sale sale) {
        accepted.inc();
        oldestUnsent = Math.min(oldestUnsent, sale.occurredAt());
    }

    void flushed(int rows, long now) {
        flushRows.update(rows);
        if (oldestUnsent != Long.MAX_VALUE) {
            freshness.update(now - oldestUnsent);
            oldestUnsent = Long.MAX_VALUE;
        }
    }
}
