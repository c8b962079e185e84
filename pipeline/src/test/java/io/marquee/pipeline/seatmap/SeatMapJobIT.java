package io.marquee.pipeline.seatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SeatEvent;
import io.marquee.pipeline.Cluster;
import io.marquee.pipeline.Stack;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;

/** The whole job between real servers. */
class SeatMapJobIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private Stack stack;
    private Cluster cluster;
    private RedisClient redis;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start(TestInfo info) throws Exception {
        stack = new Stack("seat_map_job_" + info.getTestMethod().orElseThrow().getName().length(), 3);
        redis = RedisClient.create(URI.create(stack.redisUri()));
        redis.flushDB();
        producer = stack.producer();
        cluster = new Cluster();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        producer.close();
        redis.close();
    }

    @Test
    void seatsFollowTheirEventsThroughAFailure() throws Exception {
        JobID job = cluster.submit(1, env -> SeatMapJob.define(env, stack.options(
                Map.of("checkpoint.dir", folder.resolve("checkpoints").toUri().toString()))));
        JedisPubSub subscriber = subscribe("seat-updates:7");
        Instant soon = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.MILLIS);

        send(lock(SeatEvent.Type.LOCKED, 1, soon, "A1", "A2", "A3"));
        send(booking(BookingEvent.Type.CONFIRMED, 2, "A1"));
        send(lock(SeatEvent.Type.RELEASED, 3, null, "A2"));
        awaitSeat("A1", "{\"state\":\"booked\",\"version\":2}");
        awaitSeat("A2", "{\"state\":\"available\",\"version\":3}");
        awaitSeat("A3", "{\"state\":\"held\",\"version\":1,\"expires_at\":\"" + EventJson.format(soon) + "\"}");
        assertThat(messages).contains("{\"version\":2,\"seats\":{\"A1\":{\"state\":\"booked\",\"version\":2}}}");

        long before = cluster.checkpoints(job);
        await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > before + 1);
        cluster.killTaskManager();

        awaitSeat("A3", "{\"state\":\"available\",\"version\":1}");
        assertThat(Instant.now()).isAfterOrEqualTo(soon);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(messages).contains(
                "{\"version\":1,\"seats\":{\"A3\":{\"state\":\"available\",\"version\":1,\"expired\":true}}}"));

        send(booking(BookingEvent.Type.CANCELLED, 4, "A1"));
        send(lock(SeatEvent.Type.LOCKED, 2, Instant.now().plusSeconds(600), "A1")); // came late
        awaitSeat("A1", "{\"state\":\"available\",\"version\":4}");

        producer.send(stack.record("seat-locks", "7", "{}".getBytes(StandardCharsets.UTF_8)));
        send(booking(BookingEvent.Type.CONFIRMED, 5, "Ä\"1"));
        awaitSeat("Ä\"1", "{\"state\":\"booked\",\"version\":5}");
        assertThat(messages).contains("{\"version\":5,\"seats\":{\"Ä\\\"1\":{\"state\":\"booked\",\"version\":5}}}");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(stack.read("dead-letters")).isNotEmpty());
        subscriber.unsubscribe();
    }

    @Test
    void anEmptiedRedisIsFilledFromTheClaims() throws Exception {
        claimSeats();
        cluster.submit(1, env -> SeatMapJob.define(env, stack.options(Map.of(
                "checkpoint.dir", folder.resolve("checkpoints").toUri().toString(),
                "redis.check-interval-ms", "200"))));
        for (int round = 0; round < 2; round++) {
            awaitSeat("B1", "{\"state\":\"booked\",\"version\":12}");
            awaitSeat("B2", "{\"state\":\"held\",\"version\":13,\"expires_at\":\"2099-01-01T00:00:00.000Z\"}");
            assertThat(redis.hget("seats:7", "B3")).as("expired, so free").isNull();
            redis.flushDB();
        }
        send(booking(BookingEvent.Type.CONFIRMED, 14, "B2"));
        awaitSeat("B2", "{\"state\":\"booked\",\"version\":14}");
    }

    private void claimSeats() {
        stack.execute("""
                INSERT INTO theater (id, name, location, region, time_zone, currency)
                VALUES (1, 'Rex', 'Rome', 'EU', 'Europe/Rome', 'EUR');
                INSERT INTO movie (id, title, runtime_minutes) VALUES (1, 'Vertigo', 128);
                INSERT INTO auditorium (id, theater_id, name, layout, seats) VALUES (1, 1, 'One', '{}', 3);
                INSERT INTO showtime (id, movie_id, auditorium_id, theater_id, starts_at, ends_at, prices, version)
                VALUES (7, 1, 1, 1, '2099-01-01T20:00:00Z', '2099-01-01T23:00:00Z', '{}', 13);
                INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, expires_at, latest_expiry)
                VALUES (gen_random_uuid(), 7, 'me', '{B1,B2,B3}', 1, 'EUR', '2099-01-01', '2099-01-01');
                INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status)
                SELECT id, id, 7, 'me', 'me@example.org', '{B1}', 1, 'EUR', 'confirmed' FROM hold;
                INSERT INTO seat_claim (showtime_id, seat, hold_id, booking_id, version, expires_at)
                SELECT 7, 'B1', id, id, 12, NULL::timestamptz FROM hold
                UNION ALL SELECT 7, 'B2', id, NULL, 13, '2099-01-01T00:00:00Z' FROM hold
                UNION ALL SELECT 7, 'B3', id, NULL, 11, '2020-01-01T00:00:00Z' FROM hold""");
    }

    private JedisPubSub subscribe(String channel) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        JedisPubSub subscriber = new JedisPubSub() {
            @Override
            public void onSubscribe(String name, int channels) {
                ready.countDown();
            }

            @Override
            public void onMessage(String name, String message) {
                messages.add(message);
            }
        };
        Thread thread = new Thread(() -> redis.subscribe(subscriber, channel));
        thread.setDaemon(true);
        thread.start();
        ready.await();
        return subscriber;
    }

    private void awaitSeat(String seat, String stored) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(redis.hget("seats:7", seat)).isEqualTo(stored));
    }

    private static SeatEvent lock(SeatEvent.Type type, long version, Instant expiry, String... seats) {
        return new SeatEvent(type, "l" + version, "showtime:7", version, Instant.now(), 7, List.of(seats), "h", expiry);
    }

    private static BookingEvent booking(BookingEvent.Type type, long version, String... seats) {
        return new BookingEvent(type, "b" + version, "showtime:7", version, Instant.now(), 7, "b", List.of(seats));
    }

    private void send(Event event) {
        producer.send(stack.record(event.topic(), event.key(), EventJson.write(event)));
        producer.flush();
    }
}
