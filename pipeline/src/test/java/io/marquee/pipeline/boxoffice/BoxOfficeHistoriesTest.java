package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import io.marquee.pipeline.boxoffice.PlainSums.Rules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Made-up histories through the operator alone: duplicates, disorder, late and broken records, and at any point
 * failures after which another number of subtasks goes on from the last checkpoint, with a cache far too small. In most
 * of them grace and retention are so short that days become final while they are still sold for, and events too late.
 */
class BoxOfficeHistoriesTest {

    private static final Map<String, Integer> SEEN = new TreeMap<>();

    private static final Instant END = Instant.parse("2026-04-02T00:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheTotalsAreThePlainSums(long seed) throws Exception {
        History history = History.of(seed, 400, 3, END, Duration.ofDays(40));
        Rules rules = Rules.of(seed);
        PlainSums plain = new PlainSums(rules);
        List<Sale> sales = new ArrayList<>();
        for (History.Sent sent : history.sent()) {
            parse(sent).ifPresent(event -> {
                sales.add(Sale.of(event, new KafkaRecord("sales", 0, sales.size(), null, sent.value())));
                plain.add(event);
            });
        }
        Run run = new Run(seed, rules);
        run.feed(sales);

        assertThat(run.table()).isEqualTo(plain.totals());
        assertThat(run.tooLate).isEqualTo(plain.tooLate());
        if (plain.tooLate().isEmpty()) {
            assertThat(plain.sums()).isEqualTo(history.expected());
        }
        plain.totals().values().forEach(total -> SEEN.merge(total.status(), 1, Integer::sum));
        SEEN.merge("too late", plain.tooLate().size(), Integer::sum);
    }

    @AfterAll
    static void allOfItHappened() {
        assertThat(SEEN).containsOnlyKeys("provisional", "final", "restated", "too late")
                .allSatisfy((what, times) -> assertThat(times).isGreaterThan(100));
    }

    private static Optional<SalesEvent> parse(History.Sent sent) {
        try {
            return Optional.of(EventJson.readSales(sent.value()));
        } catch (InvalidEventException broken) {
            return Optional.empty();
        }
    }

    /** One life of a job and of the table that it writes, whose rows only give way to newer ones. */
    private static final class Run {
        private static final int MAX_PARALLELISM = 1_024;

        private final Random random;
        private final Rules rules;
        private final Map<Key, SalesRow> rows = new HashMap<>();
        private final Set<Long> tooLate = new TreeSet<>();
        private final List<Harness> subtasks = new ArrayList<>();
        private long now;

        private Run(long seed, Rules rules) throws Exception {
            random = new Random(seed);
            this.rules = rules;
            start(null, 1);
        }

        private void feed(List<Sale> sales) throws Exception {
            OperatorSubtaskState checkpoint = null;
            int checkpointAt = 0;
            int checkpointBy = 1;
            int failures = 5;
            for (int next = 0; next < sales.size(); next++) {
                if (rules.isClockSetBefore(next)) {
                    setClock(sales.subList(0, next));
                }
                Sale sale = sales.get(next);
                SalesBatch batch = SalesBatch.of(sale, 1, 0);
                while (next + 1 < sales.size() && !rules.isClockSetBefore(next + 1) && random.nextBoolean()
                        && batch.add(sales.get(next + 1))) {
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
                    checkpoint = snapshot(next);
                    checkpointAt = next + 1;
                    checkpointBy = subtasks.size();
                } else if (dice == 2 && failures-- > 0) {
                    take();
                    close();
                    start(checkpoint, checkpointBy);
                    next = checkpointAt - 1; // Kafka is read again from there
                }
            }
            snapshot(sales.size());
            close();
        }

        // At the same places in each life, or an event could be too late in one and not in the other.
        private void setClock(List<Sale> before) throws Exception {
            long newest = before.stream().mapToLong(Sale::occurredAt).max().orElseThrow();
            for (Harness each : subtasks) {
                each.processWatermark(new Watermark(newest));
            }
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
                        LocalTime.MIDNIGHT, rules.grace(), rules.retention(),
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
                        rows.merge(key(row), row, (old, fresh) -> isNewer(fresh, old) ? fresh : old));
                each.letters().forEach(letter -> {
                    assertThat(letter.reason()).isEqualTo(DeadLetter.TOO_LATE);
                    tooLate.add(letter.record().offset());
                });
            }
        }

        private static boolean isNewer(SalesRow fresh, SalesRow old) {
            List<String> order = List.of("provisional", "final", "restated");
            return fresh.version() > old.version()
                    || fresh.version() == old.version() && order.indexOf(fresh.status()) > order.indexOf(old.status());
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

            private List<DeadLetter> letters() {
                var letters = getSideOutput(DeadLetter.TAG);
                return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
            }
        }

        private Map<Key, PlainSums.Total> table() {
            Map<Key, PlainSums.Total> table = new TreeMap<>(Comparator.comparing(Key::toString));
            rows.forEach((key, row) -> table.put(key, new PlainSums.Total(
                    new Sums(row.bookings(), row.cancellations(), row.tickets(), row.ticketsRefunded(),
                            row.grossMinor(), row.refundedMinor()),
                    row.status())));
            return table;
        }

        private static Key key(SalesRow row) {
            String table = List.of("daily", "monthly", "movie").get(row.kind());
            return new Key(table, row.theaterId(), row.movieId(), LocalDate.ofEpochDay(row.epochDay()),
                    row.currency());
        }
    }
}
