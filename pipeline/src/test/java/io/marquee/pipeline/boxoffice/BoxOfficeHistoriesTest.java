package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Made-up histories through the operator alone, with failures at any point and a tiny cache. */
class BoxOfficeHistoriesTest {

    private static final Instant END = Instant.parse("2026-04-02T00:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheTotalsAreThePlainSums(long seed) throws Exception {
        History history = History.of(seed, 400, 3, END, Duration.ofDays(40));
        List<Sale> sales = history.sent().stream().flatMap(sent -> parse(sent).stream()).toList();
        Run run = new Run(seed);
        run.feed(sales);
        assertThat(run.table()).isEqualTo(history.expected());
    }

    private static Optional<Sale> parse(History.Sent sent) {
        try {
            return Optional.of(Sale.of(EventJson.readSales(sent.value()), new KafkaRecord("sales", 0, 0, null, null)));
        } catch (InvalidEventException broken) {
            return Optional.empty();
        }
    }

    /** One life of a job and of the table that it writes, whose rows only give way to newer ones. */
    private static final class Run {
        private final Random random;
        private final Map<Key, SalesRow> rows = new HashMap<>();
        private KeyedOneInputStreamOperatorTestHarness<Long, Sale, SalesRows> harness;
        private int read;
        private long now;

        private Run(long seed) throws Exception {
            random = new Random(seed);
            start(null);
        }

        private void feed(List<Sale> sales) throws Exception {
            OperatorSubtaskState checkpoint = null;
            int checkpointAt = 0;
            int failures = 5;
            for (int next = 0; next < sales.size(); next++) {
                harness.processElement(new StreamRecord<>(sales.get(next)));
                int dice = random.nextInt(60);
                if (dice == 0) {
                    harness.setProcessingTime(now += 500);
                    take();
                } else if (dice == 1) {
                    harness.processWatermark(new Watermark(sales.get(next).occurredAt()));
                } else if (dice == 2) {
                    harness.prepareSnapshotPreBarrier(next);
                    take();
                    checkpoint = harness.snapshot(next, now);
                    checkpointAt = next + 1;
                } else if (dice == 3 && failures-- > 0) {
                    take();
                    harness.close();
                    start(checkpoint);
                    next = checkpointAt - 1; // Kafka is read again from there
                }
            }
            harness.prepareSnapshotPreBarrier(sales.size());
            take();
            harness.close();
        }

        private void start(OperatorSubtaskState checkpoint) throws Exception {
            harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    new BoxOffice(new BoxOffice.Settings(
                            LocalTime.MIDNIGHT, Duration.ofHours(48), Duration.ofDays(400), Duration.ofMillis(500),
                            1 + random.nextInt(20), 1 + random.nextInt(30))),
                    Sale::theaterId, Types.LONG, 1_024, 1, 0);
            harness.initializeState(checkpoint);
            harness.open();
            harness.setProcessingTime(now);
            read = 0;
        }

        private void take() {
            List<SalesRows> all = harness.extractOutputValues();
            all.subList(read, all.size()).forEach(message -> message.rows().forEach(row ->
                    rows.merge(key(row), row, (old, fresh) -> fresh.version() > old.version() ? fresh : old)));
            read = all.size();
        }

        private Map<Key, Sums> table() {
            Map<Key, Sums> table = new TreeMap<>(Comparator.comparing(Key::toString));
            rows.forEach((key, row) -> table.put(key, new Sums(
                    row.bookings(), row.cancellations(), row.tickets(), row.ticketsRefunded(), row.grossMinor(),
                    row.refundedMinor())));
            return table;
        }

        private static Key key(SalesRow row) {
            String table = List.of("daily", "monthly", "movie").get(row.kind());
            return new Key(table, row.theaterId(), row.movieId(), java.time.LocalDate.ofEpochDay(row.epochDay()),
                    row.currency());
        }
    }
}
