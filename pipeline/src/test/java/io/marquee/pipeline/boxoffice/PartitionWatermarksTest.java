package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.pipeline.KafkaRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

/** With a tick a second, a minute of disorder, ten seconds until a partition is idle and five to settle. */
class PartitionWatermarksTest {

    private static final int IDLE = 10;
    private static final int SETTLING = 5;
    private static final long DISORDER = 60_000;

    private final List<Object> told = new ArrayList<>();
    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark mark) {
            told.add(mark.getTimestamp() + DISORDER + 1);
        }

        @Override
        public void markIdle() {
            told.add("idle");
        }

        @Override
        public void markActive() {
            told.add("active");
        }
    };
    private PartitionWatermarks clock = newClock();

    private static PartitionWatermarks newClock() {
        return new PartitionWatermarks(
                Duration.ofMillis(DISORDER), Duration.ofSeconds(IDLE), Duration.ofSeconds(SETTLING),
                Duration.ofSeconds(1));
    }

    @Test
    void theSlowestPartitionsNewestEventTellsTheTime() {
        settle();
        event("sales", 0, 5_000_000);
        event("sales", 1, 9_000_000);
        event("sales", 0, 4_000_000); // out of order
        assertThat(tick()).containsExactly(5_000_000L);
        event("sales", 0, 8_000_000);
        assertThat(tick()).containsExactly(8_000_000L);
        event("sales", 0, 10_000_000);
        assertThat(tick()).containsExactly(9_000_000L);
    }

    @Test
    void partitionsOfSeveralTopicsAreToldApart() {
        settle();
        event("sales", 0, 5_000_000);
        event("imports", 0, 2_000_000);
        event("sales", 0, 6_000_000);
        assertThat(tick()).containsExactly(2_000_000L);
    }

    @Test
    void rightAfterTheStartThePartitionThatWasReadFirstTellsNoTime() {
        event("sales", 0, 900_000_000);
        for (int i = 0; i < SETTLING - 1; i++) {
            assertThat(tick()).isEmpty();
        }
        event("sales", 1, 1_000_000);
        assertThat(tick()).isEmpty();
        assertThat(tick()).containsExactly(1_000_000L);
    }

    @Test
    void afterARestoreItSettlesAnew() {
        settle();
        event("sales", 1, 1_000_000);
        assertThat(tick()).containsExactly(1_000_000L);

        clock = newClock(); // Flink keeps nothing of it
        event("sales", 0, 900_000_000);
        event("sales", 1, 1_000_000);
        settle();
        assertThat(tick()).containsExactly(1_000_000L);
    }

    @Test
    void aPartitionThatIsFarAheadWaitsForTheOthersAsLongAsTheyAreRead() {
        settle();
        event("sales", 0, 900_000_000);
        for (int i = 1; i <= 3 * IDLE; i++) {
            event("sales", 1, i * 1_000_000L);
            assertThat(tick()).containsExactly(i * 1_000_000L);
        }
    }

    @Test
    void anIdlePartitionHoldsTheOthersBackForAWhileAndNotForEver() {
        settle();
        event("sales", 1, 1_000_000);
        for (int i = 0; i < IDLE; i++) {
            event("sales", 0, 5_000_000 + i);
            assertThat(tick()).containsExactly(1_000_000L);
        }
        event("sales", 0, 6_000_000);
        assertThat(tick()).containsExactly(6_000_000L);

        event("sales", 1, 6_500_000);
        event("sales", 0, 7_000_000);
        assertThat(tick()).as("it counts again").containsExactly(6_500_000L);
    }

    @Test
    void aSubtaskWithoutAnyPartitionHoldsNobodyBack() {
        for (int i = 0; i < SETTLING + IDLE - 1; i++) {
            assertThat(tick()).isEmpty();
        }
        assertThat(tick()).containsExactly("idle");
        event("sales", 0, 5_000_000);
        assertThat(tick()).containsExactly(5_000_000L);
    }

    @Test
    void whenAllPartitionsFallSilentTheSubtaskDoesToo() {
        settle();
        event("sales", 0, 5_000_000);
        for (int i = 0; i < IDLE; i++) {
            assertThat(tick()).containsExactly(5_000_000L);
        }
        for (int i = 0; i < IDLE - 1; i++) {
            assertThat(tick()).isEmpty();
        }
        assertThat(tick()).containsExactly("idle");
    }

    private void settle() {
        for (int i = 0; i < SETTLING; i++) {
            assertThat(tick()).isEmpty();
        }
    }

    private List<Object> tick() {
        told.clear();
        clock.onPeriodicEmit(output);
        return List.copyOf(told);
    }

    private void event(String topic, int partition, long at) {
        KafkaRecord record = new KafkaRecord(topic, partition, 0, new byte[0], new byte[0]);
        clock.onEvent(new Sale(1, 7, "pos:1:1", 1, at, "UTC", false, 1, 100, "USD", record), at, output);
    }
}
