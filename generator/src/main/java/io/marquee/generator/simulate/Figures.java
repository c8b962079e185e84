package io.marquee.generator.simulate;

import io.marquee.generator.http.Action;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** What has happened so far. Safe for any number of threads. */
final class Figures {

    /** What is counted. */
    enum Count {
        ACTIONS("actions"),
        HOLDS("holds"),
        CONFLICTS("conflicts"),
        BOOKINGS("bookings"),
        DECLINES("declines"),
        GONE("holds gone"),
        RELEASES("releases"),
        CANCELS("cancels"),
        TILL_SALES("till sales"),
        TILL_REFUNDS("till refunds"),
        TWICE("sent twice"),
        DISORDERED("sent out of order"),
        BELATED("sent days late"),
        BROKEN("sent broken"),
        FRAMES("frames"),
        LATE("not started in time"),
        OUTAGES("outages"),
        ERRORS("errors");

        private final String label;

        Count(String label) {
            this.label = label;
        }
    }

    /** Up to this share of what was due may be missed before the rate counts as not reached. */
    static final double KEPT_UP = 0.01;

    private static final int ERRORS_KEPT = 5;

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Action, Histogram> latencies = new EnumMap<>(Action.class);
    private final Histogram tillLatency = latency();
    private final Deque<String> errors = new ArrayDeque<>();
    private final long begin = System.nanoTime();

    Figures() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (Action action : Action.values()) {
            latencies.put(action, latency());
        }
    }

    private static Histogram latency() {
        return new SynchronizedHistogram(TimeUnit.MINUTES.toMicros(5), 3);
    }

    void count(Count what) {
        counts.get(what).increment();
    }

    void count(Count what, long howMany) {
        counts.get(what).add(howMany);
    }

    /** The share of all that was due that could not be started in time; 0 to 1. */
    double shareNotStarted() {
        long started = of(Count.ACTIONS) + of(Count.TILL_SALES) + of(Count.TILL_REFUNDS) + of(Count.ERRORS)
                + of(Count.OUTAGES);
        return of(Count.LATE) == 0 ? 0 : of(Count.LATE) / (double) (of(Count.LATE) + started);
    }

    long of(Count what) {
        return counts.get(what).sum();
    }

    /** An answer came that the business knows; nanoseconds since the request was due. */
    void answered(Action action, int status, long nanos) {
        count(Count.ACTIONS);
        record(latencies.get(action), nanos);
        switch (action) {
            case HOLD -> count(status == 201 ? Count.HOLDS : Count.CONFLICTS);
            case BOOK -> count(status == 201 ? Count.BOOKINGS : status == 402 ? Count.DECLINES : Count.GONE);
            case RELEASE -> count(status < 300 ? Count.RELEASES : Count.GONE);
            case CANCEL -> count(status == 200 ? Count.CANCELS : Count.GONE);
            default -> { }
        }
    }

    /** Kafka has a till's event; nanoseconds since it was due. */
    void tillSale(boolean refund, long nanos) {
        count(refund ? Count.TILL_REFUNDS : Count.TILL_SALES);
        record(tillLatency, nanos);
    }

    /** Something that must not happen. */
    void error(String what) {
        count(Count.ERRORS);
        synchronized (errors) {
            if (errors.size() < ERRORS_KEPT) {
                errors.add(what);
            }
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), histogram.getHighestTrackableValue()));
    }

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** One line for a terminal. */
    String line() {
        double seconds = Math.max(0.001, seconds());
        return String.format(
                Locale.ROOT,
                "%4.0f s | %.0f actions/s | holds %,d | conflicts %,d | bookings %,d | declines %,d | cancels %,d"
                        + " | till sales %,d (%.0f/s) | outages %,d | errors %,d",
                seconds,
                of(Count.ACTIONS) / seconds,
                of(Count.HOLDS),
                of(Count.CONFLICTS),
                of(Count.BOOKINGS),
                of(Count.DECLINES),
                of(Count.CANCELS),
                of(Count.TILL_SALES) + of(Count.TILL_REFUNDS),
                (of(Count.TILL_SALES) + of(Count.TILL_REFUNDS)) / seconds,
                of(Count.OUTAGES),
                of(Count.ERRORS));
    }

    /** Everything, as tables. */
    void summary(PrintWriter out) {
        double seconds = Math.max(0.001, seconds());
        out.printf(Locale.ROOT, "%nRan for %.1f s%n%n", seconds);
        for (Count count : Count.values()) {
            if (of(count) > 0 || count == Count.ERRORS || count == Count.OUTAGES) {
                out.printf(Locale.ROOT, "  %-20s %,12d %10.1f/s%n", count.label, of(count), of(count) / seconds);
            }
        }
        out.printf("%n  %-14s %9s %8s %8s %8s %8s %8s  ms%n", "answer time", "n", "p50", "p90", "p99", "p99.9", "max");
        latencies.forEach((action, histogram) -> row(out, action.label(), histogram));
        row(out, "till to Kafka", tillLatency);
        if (shareNotStarted() > KEPT_UP) {
            out.printf(Locale.ROOT,
                    "%n  The rate was not reached: %.1f %% of what was due could not be started in time.%n",
                    shareNotStarted() * 100);
        }
        synchronized (errors) {
            errors.forEach(error -> out.printf("%n  error: %s", error));
            if (!errors.isEmpty()) {
                out.println();
            }
        }
        out.flush();
    }

    private static void row(PrintWriter out, String label, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "  %-14s %,9d %8.1f %8.1f %8.1f %8.1f %8.1f%n",
                label,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }
}
