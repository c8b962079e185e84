package io.marquee.api.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestCatalog;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.Topics;
import io.marquee.local.KafkaServer;
import io.marquee.local.TestServers;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxRelayTest {

    private static final Map<String, Integer> TOPICS = Map.of(
            Topics.SEAT_LOCKS, 4, Topics.BOOKINGS, 4, Topics.SALES, 4);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void everyEventReachesKafkaInVersionOrderFromAllInstances() {
        KafkaServer kafka = TestServers.kafka();
        kafka.createTopics(TOPICS);
        String database = TestApi.newDatabase();
        Map<String, Object> settings = Map.of(
                "kafka.bootstrap.servers", kafka.bootstrapServers(), "marquee.hold.max-seats", 100);
        try (TestApi one = TestApi.startOn(database, settings); TestApi other = TestApi.startOn(database, settings)) {
            TestCatalog catalog = new TestCatalog(one.database());
            List<Long> showings = List.of(catalog.showing(8, 10), catalog.showing(8, 10));
            Crowd.atOnce(16, n -> {
                TestApi api = n % 2 == 0 ? one : other;
                String token = api.guest();
                for (int round = 0; round < 5; round++) {
                    String seat = (char) ('A' + n / 2) + "" + (n % 2 * 5 + round + 1);
                    for (long showing : showings) {
                        String hold = api.hold(token, showing, seat);
                        if (round % 2 == 0) {
                            String id = api.book(token, hold, "tok_ok").text("id");
                            if (round == 4) {
                                api.post("/bookings/" + id + "/cancel", token, null);
                            }
                        } else {
                            api.send("DELETE", "/holds/" + hold, token, null);
                        }
                    }
                }
                return null;
            });

            assertAllInKafka(one, kafka, showings);
            assertThat(Stream.of(one, other).filter(api -> api.bean(OutboxRelay.class).isLeading())).hasSize(1);
            Invariants.check(one.database());
        }
    }

    @Test
    void anotherInstanceTakesOverWhenTheLeaderEnds() {
        KafkaServer kafka = TestServers.kafka();
        kafka.createTopics(TOPICS);
        String database = TestApi.newDatabase();
        Map<String, Object> settings = Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
        TestApi first = TestApi.startOn(database, settings);
        await().atMost(LONG).until(() -> first.bean(OutboxRelay.class).isLeading());
        try (TestApi second = TestApi.startOn(database, settings)) {
            long showing = new TestCatalog(second.database()).showing(3, 5);
            first.hold(first.guest(), showing, "A1");
            first.close();
            await().atMost(LONG).until(() -> second.bean(OutboxRelay.class).isLeading());
            second.hold(second.guest(), showing, "A2");

            assertAllInKafka(second, kafka, List.of(showing));
        }
    }

    @Test
    void aBrokenConnectionOfTheLeaderIsMendedAndNothingIsLost() {
        KafkaServer kafka = TestServers.kafka();
        kafka.createTopics(TOPICS);
        try (TestApi api = TestApi.start(Map.of("kafka.bootstrap.servers", kafka.bootstrapServers()))) {
            long showing = new TestCatalog(api.database()).showing(3, 5);
            await().atMost(LONG).until(() -> api.bean(OutboxRelay.class).isLeading());
            api.hold(api.guest(), showing, "A1");
            api.database().useHandle(handle -> handle.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'marquee-outbox%'"""));
            api.hold(api.guest(), showing, "A2");

            assertAllInKafka(api, kafka, List.of(showing));
        }
    }

    @Test
    void whileKafkaIsAwayRequestsGoOnAndTheEventsFollow(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (TestApi api = TestApi.start(Map.of("kafka.bootstrap.servers", "127.0.0.1:" + port))) {
            long showing = new TestCatalog(api.database()).showing(3, 5);
            String token = api.guest();
            assertThat(api.book(token, api.hold(token, showing, "A1"), "tok_ok").status()).isEqualTo(201);
            assertThat(api.get("/health/readiness", null).status()).isEqualTo(200);
            assertThat(api.get("/prometheus", null).raw().body()).contains("marquee_outbox_lag_seconds");

            try (KafkaServer kafka = KafkaServer.start(folder, port)) {
                kafka.createTopics(TOPICS);
                api.hold(token, showing, "A2");
                assertAllInKafka(api, kafka, List.of(showing));
            }
        }
    }

    @Test
    void aDatabaseThatWasRestoredIntoAnotherClusterPublishesWhatItHadNotAndGoesOnAboveWhatKafkaKnows() {
        KafkaServer kafka = TestServers.kafka();
        kafka.createTopics(TOPICS);
        String database = TestApi.newDatabase();
        Map<String, Object> settings = Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
        long showing;
        try (TestApi before = TestApi.startOn(database, settings)) {
            showing = new TestCatalog(before.database()).showing(3, 5);
            before.hold(before.guest(), showing, "A1");
            assertAllInKafka(before, kafka, List.of(showing));
            await().atMost(LONG).until(() -> before.database().withHandle(handle -> handle.createQuery(
                    "SELECT (SELECT max(id) FROM outbox) = (SELECT id FROM outbox_position)")
                    .mapTo(Boolean.class).one()));
        }
        try (TestApi unpublished = TestApi.startOn(database, Map.of("marquee.outbox.relay", "false"))) {
            unpublished.hold(unpublished.guest(), showing, "A2");
            // As in another cluster: the transactions of the backup lie far ahead of those to come.
            unpublished.database().useHandle(handle -> {
                handle.execute("UPDATE outbox SET xid = (xid::text::bigint + 4000000000)::text::xid8");
                handle.execute("UPDATE outbox_position SET xid = (xid::text::bigint + 4000000000)::text::xid8");
                handle.execute("SELECT after_restore()");
            });
        }
        try (TestApi after = TestApi.startOn(database, settings)) {
            after.hold(after.guest(), showing, "A3");

            assertAllInKafka(after, kafka, List.of(showing));
            assertThat(after.get("/showtimes/" + showing + "/seats", null).number("version")).isEqualTo(1_000_003);
        }
    }

    // First occurrences only: an event may come twice, and is told by its id.
    private static void assertAllInKafka(TestApi api, KafkaServer kafka, List<Long> showings) {
        List<String> expected = api.database().withHandle(handle -> handle.createQuery(
                        "SELECT event_id FROM outbox WHERE showtime_id = ANY(:ids)")
                .bindArray("ids", Long.class, showings.toArray())
                .mapTo(String.class)
                .list());
        Map<String, Event> found = new LinkedHashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            TOPICS.forEach((topic, count) -> {
                for (int partition = 0; partition < count; partition++) {
                    partitions.add(new TopicPartition(topic, partition));
                }
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(LONG).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    Event event = read(record.value());
                    assertThat(record.key()).isEqualTo(event.key());
                    assertThat(record.topic()).isEqualTo(event.topic());
                    found.putIfAbsent(event.eventId(), event);
                }
                return found.keySet().containsAll(expected);
            });
        }
        assertThat(expected).isNotEmpty();
        for (long showing : showings) {
            for (String topic : TOPICS.keySet()) {
                List<Long> versions = found.values().stream()
                        .filter(event -> expected.contains(event.eventId()))
                        .filter(event -> event.topic().equals(topic) && event.source().equals("showtime:" + showing))
                        .map(Event::sequence)
                        .toList();
                assertThat(versions).as(topic + " of " + showing).isEqualTo(List.copyOf(new TreeSet<>(versions)));
            }
        }
    }

    private static Event read(String json) {
        try {
            return EventJson.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidEventException wrong) {
            throw new AssertionError(json, wrong);
        }
    }
}
