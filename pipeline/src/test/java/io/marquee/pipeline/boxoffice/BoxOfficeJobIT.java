package io.marquee.pipeline.boxoffice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.pipeline.Cluster;
import io.marquee.pipeline.Stack;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job between real servers. */
class BoxOfficeJobIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @Test
    void totalsEqualThePlainSumsWhenTaskManagersAreKilled() throws Exception {
        Stack stack = new Stack("box_office_kills", 1);
        History history = History.of(11, 40_000, 24, Instant.now(), Duration.ofDays(40));
        try (Cluster cluster = new Cluster()) {
            JobID job = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(options())));
            Reader reader = new Reader(stack);
            int parts = 8;
            for (int part = 0; part < parts; part++) {
                long before = cluster.checkpoints(job);
                send(stack, part(history.sent(), part, parts));
                if (part % 2 == 1 && part < parts - 1) {
                    cluster.killTaskManager();
                } else {
                    await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > before);
                }
            }
            awaitTotals(stack, history);
            assertThat(cluster.restarts(job)).isPositive();
            assertDeadLetters(stack, history);
            assertThat(reader.stop()).as("totals that went back").isEmpty();
            cluster.cancel(job);
        }
    }

    /** Reads all totals again and again, and notes counts that have become smaller. */
    private static final class Reader {
        private final Set<String> wentBack = ConcurrentHashMap.newKeySet();
        private final Thread thread;
        private volatile boolean stopped;

        private Reader(Stack stack) {
            thread = new Thread(() -> {
                Map<Key, Sums> postgres = new HashMap<>();
                Map<Key, Sums> redis = new HashMap<>();
                while (!stopped) {
                    compare(postgres, Outcome.inPostgres(stack));
                    compare(redis, Outcome.inRedis(stack));
                }
            });
            thread.start();
        }

        private void compare(Map<Key, Sums> before, Map<Key, Sums> now) {
            before.forEach((key, was) -> {
                Sums is = now.get(key);
                if (is == null || is.bookings() < was.bookings() || is.cancellations() < was.cancellations()
                        || is.gross() < was.gross() || is.refunded() < was.refunded()) {
                    wentBack.add(key + ": " + was + " became " + is);
                }
            });
            before.putAll(now);
        }

        private Set<String> stop() throws InterruptedException {
            stopped = true;
            thread.join();
            return wentBack;
        }
    }

    @Test
    void totalsEqualThePlainSumsAcrossASavepointAndAnotherParallelism() throws Exception {
        Stack stack = new Stack("box_office_rescale", 2);
        History history = History.of(12, 20_000, 24, Instant.now(), Duration.ofDays(40));
        try (Cluster cluster = new Cluster()) {
            JobID first = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(options())));
            send(stack, part(history.sent(), 0, 2));
            await().atMost(LIMIT).until(() -> cluster.checkpoints(first) > 1);
            String savepoint = cluster.stopWithSavepoint(first, folder.resolve("savepoint"));
            await().atMost(LIMIT).until(() -> cluster.status(first) == JobStatus.FINISHED);

            send(stack, part(history.sent(), 1, 2));
            JobID second = cluster.submit(2, savepoint, env -> BoxOfficeJob.define(env, stack.options(options())));
            awaitTotals(stack, history);
            cluster.cancel(second);
        }
    }

    private Map<String, String> options() {
        return Map.of("checkpoint.dir", folder.resolve("checkpoints").toUri().toString());
    }

    private static void awaitTotals(Stack stack, History history) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            assertThat(Outcome.inPostgres(stack)).isEqualTo(history.expected());
            assertThat(Outcome.inRedis(stack)).isEqualTo(Outcome.withoutMovies(history.expected()));
            assertThat(Outcome.rankings(stack)).isEqualTo(Outcome.rankingsOf(history.expected()));
        });
    }

    private static void assertDeadLetters(Stack stack, History history) {
        var letters = stack.read("dead-letters").stream()
                .collect(Collectors.toMap(
                        letter -> header(letter, "topic") + " " + header(letter, "partition") + " "
                                + header(letter, "offset"),
                        letter -> letter, (one, repeated) -> one));
        assertThat(letters).hasSize(history.broken());
        var sent = stack.read("sales").stream()
                .collect(Collectors.toMap(
                        record -> record.topic() + " " + record.partition() + " " + record.offset(),
                        record -> record));
        letters.forEach((position, letter) -> {
            assertThat(letter.value()).isEqualTo(sent.get(position).value());
            assertThat(letter.key()).isEqualTo(sent.get(position).key());
            assertThat(header(letter, "reason"))
                    .isIn("not-json", "unknown-type", "missing-field", "invalid-value");
            assertThat(header(letter, "detail")).isNotBlank();
        });
    }

    private static String header(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    private static <T> List<T> part(List<T> all, int part, int parts) {
        return all.subList(all.size() * part / parts, all.size() * (part + 1) / parts);
    }

    private static void send(Stack stack, List<History.Sent> records) {
        try (KafkaProducer<byte[], byte[]> producer = stack.producer()) {
            records.forEach(record -> producer.send(stack.record("sales", record.key(), record.value())));
        }
    }
}
