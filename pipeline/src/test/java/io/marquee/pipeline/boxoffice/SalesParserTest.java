package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.KafkaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SalesParserTest {

    private static final Instant WRITTEN = Instant.parse("2026-05-10T12:00:00Z");
    private static final Instant AHEAD = WRITTEN.plus(Duration.ofHours(24)).plusSeconds(6);

    private OneInputStreamOperatorTestHarness<KafkaRecord, Sale> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new SalesParser(RefusedBefore.of(JobOptions.defaults()))));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void whatWasFromTheFutureStaysSoHoweverLateItIsReadAgain() throws Exception {
        for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(10), Duration.ofDays(9))) {
            read(AHEAD, WRITTEN.toEpochMilli(), WRITTEN.plus(later));
        }
        assertThat(refused()).containsExactly("from-future", "from-future", "from-future");
        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void aDayAheadIsFromTheFutureForNobody() throws Exception {
        read(AHEAD.minusSeconds(6), WRITTEN.toEpochMilli(), WRITTEN);
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void aWriterWhoseClockIsWrongIsJudgedByOurs() throws Exception {
        read(AHEAD.plus(Duration.ofDays(365)), AHEAD.plus(Duration.ofDays(365)).toEpochMilli(), WRITTEN);
        assertThat(refused()).containsExactly("from-future");

        read(WRITTEN, 0, WRITTEN);
        read(WRITTEN, -1, WRITTEN);
        assertThat(harness.extractOutputValues()).hasSize(2);
    }

    private void read(Instant occurred, long writtenMillis, Instant now) throws Exception {
        harness.setProcessingTime(now.toEpochMilli());
        byte[] event = EventJson.write(new SalesEvent(
                SalesEvent.Type.SALE, "e", "pos:17:1", 1, occurred, null, 17, "Asia/Kathmandu", 5, null, 1, 100, "USD",
                SalesEvent.Channel.POS));
        harness.processElement(new KafkaRecord("sales", 0, 1, null, event), writtenMillis);
    }

    private List<String> refused() {
        return harness.getSideOutput(DeadLetter.TAG).stream().map(letter -> letter.getValue().reason()).toList();
    }
}
