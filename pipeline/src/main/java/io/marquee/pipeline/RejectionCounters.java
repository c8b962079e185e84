package io.marquee.pipeline;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts dead letters, one counter per reason: {@code deadLetters.reason.<word>.count}. */
public final class RejectionCounters {

    private final MetricGroup group;
    private final Map<String, Counter> byReason = new HashMap<>();

    /** @param operator the group of the operator that refuses records */
    public RejectionCounters(MetricGroup operator) {
        this.group = operator.addGroup("deadLetters");
    }

    /** Counts one record refused for this reason. */
    public void count(String reason) {
        byReason.computeIfAbsent(reason, word -> group.addGroup("reason", word).counter("count")).inc();
    }
}
