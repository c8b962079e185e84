package io.marquee.stack.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.local.FreePort;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import io.marquee.stack.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/**
 * The job jar on a Flink cluster that knows nothing of Marquee, by what the web UI does: upload, choose the class,
 * start, stop with a savepoint, go on from it. Nothing is in the cluster's lib folder but Flink, the options are the
 * defaults but for the addresses, and so are the cluster's.
 */
class StockClusterIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String DATABASE = "stock";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private FlinkRest rest;

    @BeforeEach
    void start() throws Exception {
        TestServers.kafka().createTopics(Map.of(
                Topics.SALES, 4, Topics.SEAT_LOCKS, 4, Topics.BOOKINGS, 4, Topics.DEAD_LETTERS, 1));
        TestServers.postgres().createDatabase(DATABASE);
        Schema.migrate(TestServers.postgres().dataSource(DATABASE));
        int restPort = FreePort.find();
        Path conf = Files.createDirectories(folder.resolve("conf"));
        // What Flink's scripts make of the config.yaml that it comes with, but for two slots instead of one
        Files.writeString(conf.resolve("config.yaml"), """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                rest.address: localhost
                rest.port: %d
                parallelism.default: 1
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2.0
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.task.heap.size: 384m
                taskmanager.memory.task.off-heap.size: 0
                taskmanager.memory.network.min: 128m
                taskmanager.memory.network.max: 128m
                taskmanager.memory.managed.size: 512m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                io.tmp.dirs: "%s"
                """.formatted(FreePort.find(), restPort, folder));
        launch("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", conf);
        launch("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", conf);
        rest = new FlinkRest(URI.create("http://localhost:" + restPort));
        await().atMost(SOON).until(() -> rest.freeSlots().orElse(0) == 2);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private void launch(String mainClass, Path conf) throws IOException {
        Path module = Path.of("").toAbsolutePath();
        List<String> command = new JavaCommand(mainClass, "--configDir", conf.toString())
                .options("-Xmx512m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + folder)
                .opens("java.util", "java.util.concurrent", "java.lang", "java.lang.reflect", "java.text", "java.time",
                        "java.net", "java.nio", "java.io")
                .classPath(module.getParent().getParent().resolve("pipeline/target/flink-lib"))
                .classPath(module.resolve("target/marquee-local.jar")) // for the end with this JVM
                .build();
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(processes.size() + ".log").toFile())
                .start());
    }

    @Test
    void bothJobsRunStopWithASavepointAndGoOnFromIt() throws Exception {
        String jar = rest.upload(Path.of("").toAbsolutePath().getParent().getParent()
                .resolve("pipeline/target/marquee-pipeline.jar"));
        Map<StackJob, String> jobs = Map.of(
                StackJob.BOX_OFFICE, run(jar, StackJob.BOX_OFFICE, Optional.empty()),
                StackJob.SEAT_MAP, run(jar, StackJob.SEAT_MAP, Optional.empty()));
        for (long sequence = 1; sequence <= 10; sequence++) {
            send(sale(sequence));
        }
        send(seats(1, "A1"));
        awaitBookings(10);
        awaitSeat("A1", 1);

        for (StackJob job : StackJob.values()) {
            String request = rest.stop(jobs.get(job), folder.resolve("savepoints").toUri().toString());
            await().atMost(SOON).until(() -> rest.savepoint(jobs.get(job), request).location().isPresent());
            run(jar, job, rest.savepoint(jobs.get(job), request).location());
        }
        for (long sequence = 5; sequence <= 15; sequence++) {
            send(sale(sequence)); // half of them again
        }
        send(seats(1, "A1"));
        send(seats(2, "A2"));
        awaitBookings(15);
        awaitSeat("A2", 2);
        awaitSeat("A1", 1);
    }

    private String run(String jar, StackJob job, Optional<String> savepoint) throws IOException {
        String id = rest.run(jar, job.entryClass(), List.of(
                "--kafka.bootstrap-servers", TestServers.kafka().bootstrapServers(),
                "--postgres.url", TestServers.postgres().jdbcUrl(DATABASE),
                "--redis.uri", TestServers.redis().uri()), savepoint);
        await().atMost(SOON).until(() -> rest.allTasksRun(id));
        return id;
    }

    private static void awaitBookings(long expected) {
        await().atMost(SOON).until(() -> bookings() == expected);
    }

    private static long bookings() throws SQLException {
        try (Connection connection = TestServers.postgres().dataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT coalesce(sum(bookings), 0) FROM analytics.theater_daily_sales")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void awaitSeat(String seat, long version) {
        try (RedisClient redis = RedisClient.create(URI.create(TestServers.redis().uri()))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(redis.hget("seats:7", seat))
                    .isEqualTo("{\"state\":\"booked\",\"version\":" + version + "}"));
        }
    }

    private static SalesEvent sale(long sequence) {
        return new SalesEvent(
                SalesEvent.Type.SALE, "e" + sequence, "pos:1:1", sequence, Instant.now(), null, 1, "Europe/Rome", 7,
                null, 2, 2_400, "EUR", SalesEvent.Channel.POS);
    }

    private static BookingEvent seats(long version, String seat) {
        return new BookingEvent(BookingEvent.Type.CONFIRMED, "b" + version, "showtime:7", version, Instant.now(), 7,
                "b", List.of(seat), Instant.now().plusSeconds(3_600));
    }

    private static void send(Event event) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(event.topic(), event.key().getBytes(StandardCharsets.UTF_8),
                    EventJson.write(event))).get();
        }
    }
}
