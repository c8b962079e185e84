package io.marquee.pipeline.boxoffice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.pipeline.Cluster;
import io.marquee.pipeline.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job between real servers. */
class BoxOfficeJobIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    @Test
    void totalsEqualThePlainSumsWhenTaskManagersAreKilled() throws Exception {
        Stack stack = new Stack("box_office_kills", 1);
        History history = History.of(11, 200_000, 24, Instant.now(), Duration.ofDays(40));
        Random random = new Random(11);
        try (Cluster cluster = new Cluster()) {
            JobID job = cluster.submit(2, env -> BoxOfficeJob.define(env, stack.options(options())));
            try (TotalsReader reader = new TotalsReader(stack)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    history.send(stack, kill, KILLS + 1);
                    // Anywhere between what has been counted and what there is to count
                    long counted = Outcome.events(stack);
                    long most = history.distinct() * (kill + 1) / (KILLS + 1) * 9 / 10;
                    long next = counted + random.nextLong(Math.max(1, most - counted));
                    await().atMost(LIMIT).until(() -> Outcome.events(stack) >= next);
                    // All of it at work, or the kill would find what an earlier one has ended already.
                    await().atMost(LIMIT).until(() -> cluster.isRunning(job));
                    int restarts = cluster.restarts(job);
                    long read = reader.rounds();
                    cluster.killTaskManager();
                    await().atMost(LIMIT).until(() -> reader.rounds() > read); // while the job comes back
                    await().atMost(LIMIT).until(() -> cluster.restarts(job) > restarts);
                }
                history.send(stack, KILLS, KILLS + 1);
                history.awaitIn(stack, LIMIT);
                assertThat(reader.wentBack()).as("totals that went back").isEmpty();
            }
            assertThat(cluster.restarts(job)).isGreaterThanOrEqualTo(KILLS);
            assertThat(cluster.restoredCheckpoints(job)).as("most of them from a checkpoint").isGreaterThan(KILLS / 2);
            assertDeadLetters(stack, history);
            cluster.cancel(job);
        }
    }

    @Test
    void totalsEqualThePlainSumsAcrossSavepointsAndOtherParallelisms() throws Exception {
        Stack stack = new Stack("box_office_rescale", 2);
        History history = History.of(12, 60_000, 24, Instant.now(), Duration.ofDays(40));
        try (Cluster cluster = new Cluster(); TotalsReader reader = new TotalsReader(stack)) {
            String savepoint = null;
            int part = 0;
            for (int parallelism : new int[] {1, 2, 1}) {
                String from = savepoint;
                JobID job = cluster.submit(
                        parallelism, from, env -> BoxOfficeJob.define(env, stack.options(options())));
                history.send(stack, part++, 6);
                stack.audit();
                history.send(stack, part++, 6); // what the savepoint finds under way
                await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > 1);
                if (part == 6) {
                    history.awaitIn(stack, LIMIT);
                }
                savepoint = cluster.stopWithSavepoint(job, folder.resolve("savepoint-" + part));
                await().atMost(LIMIT).until(() -> cluster.status(job) == JobStatus.FINISHED);
            }
            assertThat(reader.wentBack()).as("totals that went back").isEmpty();
            stack.audit();
            assertDeadLetters(stack, history);
        }
    }

    private Map<String, String> options() {
        return Map.of(
                "checkpoint.dir", folder.resolve("checkpoints").toUri().toString(),
                "restart.max-delay-s", "1");
    }

    private static void assertDeadLetters(Stack stack, History history) {
        Map<String, ConsumerRecord<byte[], byte[]>> letters = stack.read("dead-letters").stream()
                .collect(Collectors.toMap(
                        letter -> header(letter, "topic") + " " + header(letter, "partition") + " "
                                + header(letter, "offset"),
                        letter -> letter, (one, repeated) -> one));
        assertThat(letters).hasSize(history.broken());
        Map<String, ConsumerRecord<byte[], byte[]>> sent = stack.read("sales").stream()
                .collect(Collectors.toMap(
                        record -> record.topic() + " " + record.partition() + " " + record.offset(),
                        record -> record));
        letters.forEach((position, letter) -> {
            assertThat(letter.value()).isEqualTo(sent.get(position).value());
            assertThat(letter.key()).isEqualTo(sent.get(position).key());
            assertThat(header(letter, "reason"))
                    .isIn(List.of("not-json", "unknown-type", "missing-field", "invalid-value"));
            assertThat(header(letter, "detail")).isNotBlank();
        });
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
