package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.BookingEvent;
import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.SeatEvent;
import io.marquee.events.Topics;
import io.marquee.pipeline.boxoffice.BoxOfficeJob;
import io.marquee.pipeline.seatmap.SeatMapJob;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Records that no producer of ours sends: no job stops for them, and each becomes a dead letter. */
class BadProducersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TOPICS = List.of("sales", "seat-locks", "bookings");
    private static final byte[] NOISE = new byte[1_048_576 - 200]; // as large as the broker takes

    private static final byte[] LONG_ID = new byte[400_000];

    static {
        Arrays.fill(LONG_ID, (byte) 0xff); // each such byte becomes three as a text
        new Random(5).nextBytes(NOISE);
    }

    @TempDir
    Path folder;

    private static List<byte[]> garbage() {
        String sale = new String(EventJson.write(sale(1)), UTF_8);
        List<byte[]> garbage = new ArrayList<>(Arrays.asList(
                null,
                new byte[0],
                new byte[] {0, 1, 2, (byte) 0xff, (byte) 0xfe},
                new byte[] {0, 0, (byte) 0xff, (byte) 0xfe}, // the beginning of UTF-32, as some have it
                new byte[] {'{', 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                NOISE,
                "{\"type\":\"sale\",\"event_id\":\"é\"}".getBytes(ISO_8859_1),
                "{\"type\":\"sale\"}".getBytes(UTF_16)));
        for (String text : List.of(
                " ", "null", "[]", "42", "\"sale\"", "{", "{}", "{}{}", "NaN", "{\"type\":NaN}",
                "[".repeat(200_000),
                "{\"a\":".repeat(200_000),
                "{\"type\":\"" + "x".repeat(1_000_000) + "\"}",
                "{\"" + "x".repeat(1_000_000) + "\":1}",
                "{\"type\":{\"type\":\"sale\"}}",
                "{\"type\":\"sale\",\"type\":\"gift\"}",
                "{\"type\":\"\\u0000\\ud800\"}",
                "{\"sequence\":" + "9".repeat(100_000) + "}",
                "{\"tickets\":1e999999999,\"seats\":[[[]]]}",
                "{\"expires_at\":\"+999999999-12-31T23:59:59Z\"}",
                sale.replace("\"amount_minor\":", "\"amount_minor\":99999999999999999999"),
                sale.replace("\"occurred_at\":\"2", "\"occurred_at\":\"+99999999"),
                sale.replace("\"occurred_at\":\"2", "\"occurred_at\":\"9"),
                sale.replace("\"sequence\":", "\"sequence\":-"))) {
            garbage.add(text.getBytes(UTF_8));
        }
        return garbage;
    }

    @Test
    void garbageStopsNoJob() throws Exception {
        Stack stack = new Stack("bad_producers", 4);
        List<byte[]> garbage = garbage();
        Map<String, String> options = Map.of("checkpoint.dir", folder.toUri().toString());
        try (Cluster cluster = new Cluster();
                RedisClient redis = RedisClient.create(URI.create(stack.redisUri()));
                KafkaProducer<byte[], byte[]> producer = stack.producer()) {
            JobID boxOffice = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(options)));
            JobID seatMap = cluster.submit(1, env -> SeatMapJob.define(env, stack.options(options)));
            for (String topic : TOPICS) {
                for (byte[] value : garbage) {
                    ProducerRecord<byte[], byte[]> record =
                            new ProducerRecord<>(stack.topic(topic), null, key(value), value);
                    // One has an id that would be larger as text than a dead letter may be.
                    record.headers().add(Topics.REQUEST_ID, value == null ? LONG_ID : "till-17".getBytes(UTF_8));
                    producer.send(record).get();
                }
            }
            takenBack(stack, sale(3));
            // Events with keys that are wrong are right all the same.
            producer.send(new ProducerRecord<>(stack.topic("sales"), null, EventJson.write(sale(1)))).get();
            producer.send(stack.record("sales", "another theater", EventJson.write(sale(2)))).get();
            Instant start = Instant.now().plusSeconds(3_600);
            producer.send(stack.record("seat-locks", "x", EventJson.write(new SeatEvent(
                    SeatEvent.Type.RELEASED, "e1", "showtime:7", 1, Instant.now(), 7, List.of("A1"), "h", null,
                    Instant.MAX)))).get(); // a start that no calendar has
            producer.send(stack.record("seat-locks", "x", EventJson.write(new SeatEvent(
                    SeatEvent.Type.RELEASED, "e1", "showtime:7", 1, Instant.now(), 7, List.of("A1"), "h", null,
                    Instant.parse("9999-12-31T23:59:59Z"))))).get();
            producer.send(stack.record("bookings", "x", EventJson.write(new BookingEvent(
                    BookingEvent.Type.CONFIRMED, "e2", "showtime:7", 2, Instant.now(), 7, "b", List.of("A2"), start))))
                    .get();

            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(redis.hget("theater-day:1:2024-05-10", "USD:bookings")).isEqualTo("2");
                assertThat(redis.hgetAll("seats:7")).containsOnlyKeys("A1", "A2");
            });
            int inSales = garbage.size();
            int inSeats = 2 * garbage.size() + 1;
            await().atMost(LIMIT).untilAsserted(() ->
                    assertThat(stack.read("dead-letters")).hasSize(inSales + inSeats));
            assertThat(cluster.status(boxOffice)).isEqualTo(JobStatus.RUNNING);
            assertThat(cluster.status(seatMap)).isEqualTo(JobStatus.RUNNING);
            assertThat(cluster.restarts(boxOffice) + cluster.restarts(seatMap)).isZero();

            assertThat(cluster.count(boxOffice, ".*deadLetters\\.reason\\..*\\.count")).isEqualTo(inSales);
            assertThat(cluster.count(seatMap, ".*deadLetters\\.reason\\..*\\.count")).isEqualTo(inSeats);
            assertThat(cluster.count(boxOffice, ".*box office\\.\\d+\\.accepted")).isEqualTo(2);
            assertThat(cluster.samples(boxOffice, ".*postgres\\.eventToTotalMs")).isPositive();
            assertThat(cluster.samples(boxOffice, ".*redis\\.eventToTotalMs")).isPositive();
            stack.read("dead-letters").forEach(letter -> assertIsWhole(letter, garbage));
        }
    }

    /** Sends an event in a transaction that comes to nothing. */
    private static void takenBack(Stack stack, SalesEvent event) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = stack.producer("till-in-a-transaction")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(stack.record("sales", event.key(), EventJson.write(event))).get();
            producer.abortTransaction();
        }
    }

    /** Byte for byte as it came, or as much of it as the topic takes. */
    private static void assertIsWhole(ConsumerRecord<byte[], byte[]> letter, List<byte[]> garbage) {
        byte[] value = letter.value();
        String detail = new String(letter.headers().lastHeader("detail").value(), UTF_8);
        if (detail.startsWith("cut from " + NOISE.length)) {
            assertThat(value).hasSizeGreaterThan(NOISE.length - 1_000);
            assertThat(Arrays.equals(value, Arrays.copyOf(NOISE, value.length))).isTrue();
        } else if (!detail.contains("beyond any calendar")) {
            if (value == null) {
                assertThat(letter.headers().lastHeader(Topics.REQUEST_ID)).as("far too long").isNull();
            } else {
                assertThat(letter.headers().lastHeader(Topics.REQUEST_ID).value()).asString(UTF_8).isEqualTo("till-17");
            }
            assertThat(garbage.stream().anyMatch(sent -> Arrays.equals(sent, value))).as(detail).isTrue();
        }
    }

    private static byte[] key(byte[] value) {
        return value == null || value.length % 2 == 0 ? null : new byte[] {(byte) 0xc3, 0, (byte) 0xff};
    }

    private static SalesEvent sale(long sequence) {
        return new SalesEvent(
                SalesEvent.Type.SALE, "e" + sequence, "pos:1:1", sequence, Instant.parse("2024-05-10T19:31:07.120Z"),
                null, 1, "Europe/Rome", 7, null, 2, 2_400, "USD", SalesEvent.Channel.POS);
    }
}
