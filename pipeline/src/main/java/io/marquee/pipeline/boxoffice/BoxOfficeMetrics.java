package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.Rejections;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the box office tells about itself. */
final class BoxOfficeMetrics {

    private static final int SAMPLES = 1_000;

    /** Events that were added. */
    final Counter accepted;

    /** Events that were duplicates. */
    final Counter duplicates;

    /** Additions to buckets that were final already. */
    final Counter late;

    /** Dead letters by reason. */
    final Rejections rejected;

    private final Histogram flushRows;
    private final Histogram flushMs;
    private final Histogram freshness;
    private volatile long lag;

    BoxOfficeMetrics(MetricGroup operator) {
        accepted = operator.counter("accepted");
        duplicates = operator.counter("duplicates");
        late = operator.counter("late");
        rejected = new Rejections(operator);
        flushRows = operator.histogram("flushRows", new DescriptiveStatisticsHistogram(SAMPLES));
        // Sending alone: it grows when a sink cannot keep up and holds this task back.
        flushMs = operator.histogram("flushMs", new DescriptiveStatisticsHistogram(SAMPLES));
        // Milliseconds from an event to the row that counts it: of each flush the worst.
        freshness = operator.histogram("eventToTotalMs", new DescriptiveStatisticsHistogram(SAMPLES));
        operator.gauge("eventTimeLagMs", () -> lag);
    }

    /** How far the clock of the stream is behind the one on the wall, in milliseconds. */
    void lag(long milliseconds) {
        lag = milliseconds;
    }

    /**
     * Changed totals were sent.
     *
     * @param oldestEvent as in {@link SalesRows}
     * @param now on the wall clock, in milliseconds since 1970
     * @param nanos how long it took
     */
    void flushed(int rows, long oldestEvent, long now, long nanos) {
        flushRows.update(rows);
        flushMs.update(nanos / 1_000_000);
        if (oldestEvent != SalesRows.NO_EVENT) {
            freshness.update(now - oldestEvent);
        }
    }
}
