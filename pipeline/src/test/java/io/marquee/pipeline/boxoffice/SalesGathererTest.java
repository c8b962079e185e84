package io.marquee.pipeline.boxoffice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.marquee.pipeline.KafkaRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SalesGathererTest {

    private static final byte[] NO_BYTES = {};

    private OneInputStreamOperatorTestHarness<Sale, SalesBatch> harness;

    @BeforeEach
    void start() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new SalesGatherer(Duration.ofMillis(100)));
        harness.open();
    }

    @AfterEach
    void stop() throws Exception {
        harness.close();
    }

    @Test
    void eventsOfATheaterWaitForEachOtherButNotForLong() throws Exception {
        List<Sale> sales = List.of(sale(1, 10, "a"), sale(2, 11, "b"), sale(1, 12, "c"), sale(1, 13, "d"));
        process(sales);
        harness.setProcessingTime(99);
        assertThat(batches()).isEmpty();
        harness.setProcessingTime(100);
        assertThat(batches()).extracting(SalesBatch::theaterId, SalesBatch::size)
                .containsExactlyInAnyOrder(tuple(1L, 3), tuple(2L, 1));
        process(List.of(sale(1, 14, "e")));
        harness.setProcessingTime(200);
        assertThat(batches()).hasSize(3);
    }

    @Test
    void nothingIsOvertakenByAWatermarkOrABarrier() throws Exception {
        process(List.of(sale(1, 10, "a")));
        harness.processWatermark(new Watermark(5));
        assertThat(harness.getOutput()).hasSize(2).last().isInstanceOf(Watermark.class);

        process(List.of(sale(1, 11, "b")));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(batches()).hasSize(2);

        process(List.of(sale(1, 12, "c")));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        assertThat(harness.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
        assertThat(batches()).hasSize(3);

        process(List.of(sale(1, 13, "d")));
        harness.getOperator().finish();
        assertThat(batches()).hasSize(4);
    }

    @Test
    void anEventThatDiffersInWhatABatchSharesGoesByItself() throws Exception {
        Sale sale = sale(1, 10, "a");
        KafkaRecord record = sale.record();
        List<Sale> sales = List.of(
                sale,
                with(sale, "Asia/Tokyo", "USD", record),
                with(sale, "UTC", "USD", record),
                with(sale, "UTC", "EUR", record),
                with(sale, "UTC", "USD", new KafkaRecord("other", 3, 10, record.key(), record.value())),
                with(sale, "UTC", "USD", new KafkaRecord("sales", 4, 10, record.key(), record.value())),
                with(sale, "UTC", "USD", new KafkaRecord("sales", 3, 10, null, record.value())),
                with(sale, "UTC", "USD", record));
        process(sales);
        harness.setProcessingTime(100);
        assertThat(unpacked()).usingElementComparator(SalesGathererTest::compare).isEqualTo(sales);
        assertThat(batches()).hasSize(sales.size());
    }

    @Test
    void manyAndLargeEventsArriveAsTheyAreAndInTheirOrder() throws Exception {
        Random random = new Random(7);
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int length = i % 1_000 == 0 ? 300_000 : random.nextInt(700);
            sales.add(new Sale(
                    1, random.nextLong(), "kasse:\u00c4\u0000\ud83c\udfac" + random.nextInt(100), random.nextLong(),
                    random.nextLong(), "UTC", random.nextBoolean(), random.nextInt(), random.nextLong(), "USD",
                    new KafkaRecord("sales", 3, i, null, "x".repeat(length).getBytes(UTF_8),
                            i % 7 == 0 ? "request-" + i : null)));
        }
        process(sales);
        harness.setProcessingTime(100);
        assertThat(unpacked()).usingElementComparator(SalesGathererTest::compare).isEqualTo(sales);
    }

    @Test
    void manyTheatersDoNotFillTheMemoryWhileTheyWait() throws Exception {
        String value = "x".repeat(100_000); // of each theater less than makes a batch full
        int most = 16 * 1_024 * 1_024 / 100_000;
        for (int round = 0; round < 2; round++) {
            int before = batches().size();
            for (long theater = 1; theater <= most; theater++) {
                process(List.of(sale(theater, theater, value)));
            }
            assertThat(batches()).hasSize(before);
            process(List.of(sale(most + 1, 1, value)));
            assertThat(batches()).as("without waiting").hasSize(before + most + 1);
        }
        harness.setProcessingTime(100);
        assertThat(batches()).as("none twice").hasSize(2 * (most + 1));
    }

    private void process(List<Sale> sales) throws Exception {
        for (Sale sale : sales) {
            harness.processElement(new StreamRecord<>(sale));
        }
    }

    private List<SalesBatch> batches() {
        return harness.extractOutputValues();
    }

    /** The events of all batches, after a journey. */
    private List<Sale> unpacked() throws Exception {
        List<Sale> sales = new ArrayList<>();
        for (SalesBatch sent : batches()) {
            SalesBatch batch = journey(sent);
            for (int event = 0; event < batch.size(); event++) {
                sales.add(new Sale(
                        batch.theaterId(), batch.movieId(event), batch.source(event), batch.sequence(event),
                        batch.occurredAt(event), batch.timeZone(), batch.isRefund(event), batch.tickets(event),
                        batch.amountMinor(event), batch.currency(), batch.record(event)));
            }
        }
        return sales;
    }

    private static SalesBatch journey(SalesBatch batch) throws Exception {
        var serializer = new SalesBatchType().createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(batch, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    /** 0 when they are the same, arrays too, which records compare by identity. */
    private static int compare(Sale one, Sale other) {
        return Arrays.equals(one.record().key(), other.record().key())
                        && Arrays.equals(one.record().value(), other.record().value())
                        && with(one, NO_BYTES).equals(with(other, NO_BYTES))
                ? 0 : 1;
    }

    private static Sale with(Sale sale, byte[] bytes) {
        KafkaRecord record = sale.record();
        return with(sale, sale.timeZone(), sale.currency(),
                new KafkaRecord(record.topic(), record.partition(), record.offset(), bytes, bytes, record.requestId()));
    }

    private static Sale sale(long theater, long offset, String value) {
        return new Sale(theater, 7, "pos:1:1", offset, 1_000, "UTC", false, 2, 2_400, "USD",
                new KafkaRecord("sales", 3, offset, Long.toString(theater).getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static Sale with(Sale sale, String timeZone, String currency, KafkaRecord record) {
        return new Sale(
                sale.theaterId(), sale.movieId(), sale.source(), sale.sequence(), sale.occurredAt(), timeZone,
                sale.refund(), sale.tickets(), sale.amountMinor(), currency, record);
    }
}
