package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.KafkaRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The clock of the stream: the slowest partition's newest event, less the allowed disorder. Kept per partition because
 * a backfill reads partitions at different speeds, and kept here, behind the parser, because only parsed events tell
 * time.
 *
 * <p>A partition counts from its first event on, so right after the start only those do that happened to be read first.
 * One that is far ahead would carry the clock past events of the others that are only not read yet, for good. So for a
 * moment after the start no time is told.
 *
 * <p>Idleness and that moment are measured in calls of {@link #onPeriodicEmit}, which stop while the task is held back:
 * an outage of a sink makes no partition idle.
 */
final class PartitionWatermarks implements WatermarkGenerator<Sale> {

    private static final class Partition {
        private long newest = Long.MIN_VALUE;
        private long quietTicks;
    }

    private final long disorder;
    private final long idleTicks;
    private long ticksToSettle;
    private final Map<String, Map<Integer, Partition>> topics = new HashMap<>();
    private long ticksWithoutAny;
    // Records come partition by partition, some hundred at a time.
    private String lastTopic;
    private int lastNumber;
    private Partition last;

    /**
     * @param disorder how far events of a partition may be out of order
     * @param idleness how long a partition without events holds back the others
     * @param settling how long no time is told after the start, until every partition should have been met
     * @param tick time between two calls of {@link #onPeriodicEmit}
     */
    PartitionWatermarks(Duration disorder, Duration idleness, Duration settling, Duration tick) {
        this.disorder = disorder.toMillis();
        this.idleTicks = Math.max(1, ticks(idleness, tick));
        this.ticksToSettle = ticks(settling, tick);
    }

    private static long ticks(Duration time, Duration tick) {
        return time.toMillis() / Math.max(1, tick.toMillis());
    }

    @Override
    public void onEvent(Sale sale, long timestamp, WatermarkOutput output) {
        KafkaRecord record = sale.record();
        if (last == null || lastNumber != record.partition() || !lastTopic.equals(record.topic())) {
            lastTopic = record.topic();
            lastNumber = record.partition();
            last = topics.computeIfAbsent(lastTopic, topic -> new HashMap<>())
                    .computeIfAbsent(lastNumber, number -> new Partition());
        }
        last.newest = Math.max(last.newest, timestamp);
        last.quietTicks = 0;
        ticksWithoutAny = 0;
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long slowest = Long.MAX_VALUE;
        for (Map<Integer, Partition> partitions : topics.values()) {
            for (Partition partition : partitions.values()) {
                if (partition.quietTicks++ < idleTicks) {
                    slowest = Math.min(slowest, partition.newest);
                }
            }
        }
        if (ticksToSettle > 0) {
            ticksToSettle--;
        } else if (slowest != Long.MAX_VALUE) {
            output.emitWatermark(new Watermark(slowest - disorder - 1));
        } else if (++ticksWithoutAny >= idleTicks) {
            output.markIdle(); // a subtask without partitions must not hold back the others
        }
    }
}
