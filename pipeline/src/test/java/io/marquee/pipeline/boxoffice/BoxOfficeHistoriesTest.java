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
import java.util.ArrayList;
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
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Made-up histories through the operator alone: duplicates, disorder, late and broken records, and at any point
 * failures after which another number of subtasks goes on from the last checkpoint, with a cache far too small.
 */
class BoxOfficeHistoriesTest {

    private static final Instant END = Instant.parse("2026-04-02T00:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 200);
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
            return Optional.of(Sale.of(EventJson.readSales(sent.value()), new KafkaRecord("sales", 0, 0, null, sent.value())));
        } catch (InvalidEventException broken) {
            return Optional.empty();
        }
    }

    /** One life of a job and of the table that it writes, whose rows only give way to newer ones. */
    private static final class Run {
        private static final int MAX_PARALLELISM = 1_024;

        private final Random random;
        private final Map<Key, SalesRow> rows = new HashMap<>();
        private final List<Harness> subtasks = new ArrayList<>();
        private long now;

        private Run(long seed) throws Exception {
            random = new Random(seed);
            start(null, 1);
        }

        private void feed(List<Sale> sales) throws Exception {
            OperatorSubtaskState checkpoint = null;
            int checkpointAt = 0;
            int checkpointBy = 1;
            int failures = 5;
            for (int next = 0; next < sales.size(); next++) {
                Sale sale = sales.get(next);
                SalesBatch batch = SalesBatch.of(sale, 1, 0);
                while (next + 1 < sales.size() && random.nextBoolean() && batch.add(sales.get(next + 1))) {
                    next++;
                }
                subtasks.get(subtask(sale)).processElement(new StreamRecord<>(batch));
                int dice = random.nextInt(60);
                if (dice == 0) {
                    now += 500;
                    for (Harness each : subtasks) {
                        each.setProcessingTime(now);
                    }
                    take();
                } else if (dice == 1) {
                    for (Harness each : subtasks) {
                        each.processWatermark(new Watermark(sale.occurredAt()));
                    }
                } else if (dice == 2) {
                    checkpoint = snapshot(next);
                    checkpointAt = next + 1;
                    checkpointBy = subtasks.size();
                } else if (dice == 3 && failures-- > 0) {
                    take();
                    close();
                    start(checkpoint, checkpointBy);
                    next = checkpointAt - 1; // Kafka is read again from there
                }
            }
            snapshot(sales.size());
            close();
        }

        private int subtask(Sale sale) {
            return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    sale.theaterId(), MAX_PARALLELISM, subtasks.size());
        }

        private OperatorSubtaskState snapshot(long id) throws Exception {
            OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
            for (int i = 0; i < states.length; i++) {
                subtasks.get(i).prepareSnapshotPreBarrier(id);
            }
            take();
            for (int i = 0; i < states.length; i++) {
                states[i] = subtasks.get(i).snapshot(id, now);
            }
            return AbstractStreamOperatorTestHarness.repackageState(states);
        }

        private void close() throws Exception {
            for (Harness each : subtasks) {
                each.close();
            }
            subtasks.clear();
        }

        private void start(OperatorSubtaskState checkpoint, int checkpointBy) throws Exception {
            int parallelism = 1 + random.nextInt(3);
            for (int i = 0; i < parallelism; i++) {
                Harness harness = new Harness(new BoxOffice(new BoxOffice.Settings(
                        LocalTime.MIDNIGHT, Duration.ofHours(48), Duration.ofDays(400),
                        new BoxOffice.Flush(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(10),
                                1 + random.nextInt(20)),
                        1 + random.nextInt(30))), parallelism, i);
                harness.initializeState(checkpoint == null ? null
                        : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                checkpoint, MAX_PARALLELISM, checkpointBy, parallelism, i));
                harness.open();
                harness.setProcessingTime(now);
                subtasks.add(harness);
            }
        }

        private void take() {
            for (Harness each : subtasks) {
                each.take().forEach(row ->
                        rows.merge(key(row), row, (old, fresh) -> fresh.version() > old.version() ? fresh : old));
            }
        }

        /** A subtask. */
        private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<Long, SalesBatch, SalesRows> {
            private int read;

            private Harness(BoxOffice operator, int parallelism, int subtask) throws Exception {
                super(operator, SalesBatch::theaterId, Types.LONG, MAX_PARALLELISM, parallelism, subtask);
            }

            private List<SalesRow> take() {
                List<SalesRows> all = extractOutputValues();
                List<SalesRow> fresh = all.subList(read, all.size()).stream()
                        .flatMap(message -> message.rows().stream()).toList();
                read = all.size();
                return fresh;
            }
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
