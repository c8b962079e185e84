package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.events.Topics;
import io.marquee.local.KafkaServer;
import io.marquee.local.TestServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestIdsTest {

    private static final String OURS = "checkout-7f3a";
    private static final List<String> TOPICS = List.of(Topics.SEAT_LOCKS, Topics.BOOKINGS, Topics.SALES);

    private static KafkaServer kafka;
    private static TestApi api;

    @BeforeAll
    static void start() {
        kafka = TestServers.kafka();
        kafka.createTopics(Map.of(Topics.SEAT_LOCKS, 4, Topics.BOOKINGS, 4, Topics.SALES, 4));
        api = TestApi.start(Map.of("kafka.bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aBookingCanBeFollowedFromTheRequestThroughTheLogAndTheOutboxIntoKafka() {
        Logger logger = (Logger) LoggerFactory.getLogger("io.marquee.api.outbox.OutboxWriter");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.DEBUG);
        try {
            long showing = new TestCatalog(api.database()).showing(3, 5);
            String customer = api.guest();
            String hold = api.hold(customer, showing, "A1");

            Answer answer = api.book(customer, hold, "tok_ok", RequestIds.HEADER, OURS);

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.raw().headers().firstValue(RequestIds.HEADER)).hasValue(OURS);
            Map<String, String> events = outbox();
            assertThat(events).containsOnlyKeys("booking.confirmed", "sale");
            for (String id : events.values()) {
                assertThat(log.list).anySatisfy(line -> {
                    assertThat(line.getFormattedMessage()).contains(id);
                    assertThat(line.getMDCPropertyMap()).containsEntry(RequestIds.LOG_KEY, OURS);
                });
            }
            assertThat(inKafka(2)).allSatisfy(record -> assertThat(events.values()).anyMatch(record.value()::contains));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }

    @Test
    void aRequestWithoutAnIdGetsOneAndSoDoesItsProblem() {
        Answer answer = api.get("/showtimes/999999999", null);

        String id = answer.raw().headers().firstValue(RequestIds.HEADER).orElseThrow();
        assertThat(answer.text("request_id")).isEqualTo(id).hasSize(36);
        assertThat(api.get("/movies", null).raw().headers().firstValue(RequestIds.HEADER)).isNotEmpty().get()
                .isNotEqualTo(id);
    }

    @Test
    void anIdThatWouldSpoilALogIsReplaced() {
        assertThat(RequestIds.choose("a\nb", null)).hasSize(36);
        assertThat(RequestIds.choose("x".repeat(101), null)).hasSize(36);
        assertThat(RequestIds.choose("", null)).hasSize(36);
        assertThat(RequestIds.choose("x".repeat(100), null)).hasSize(100);
    }

    @Test
    void whoSendsATraceIsKnownByIt() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertThat(RequestIds.choose(null, "00-" + trace + "-00f067aa0ba902b7-01")).isEqualTo(trace);
        assertThat(RequestIds.choose(OURS, "00-" + trace + "-00f067aa0ba902b7-01")).isEqualTo(OURS);
        assertThat(RequestIds.choose(null, "no trace")).hasSize(36);
    }

    /** The events of our request: type and id. */
    private static Map<String, String> outbox() {
        return api.database().withHandle(handle -> {
            Map<String, String> events = new HashMap<>();
            handle.createQuery("SELECT type, event_id FROM outbox WHERE request_id = :ours")
                    .bind("ours", OURS)
                    .map((row, context) -> events.put(row.getString("type"), row.getString("event_id")))
                    .list();
            return events;
        });
    }

    /** Records that have our request's header. */
    private static List<ConsumerRecord<String, String>> inKafka(int expected) {
        List<ConsumerRecord<String, String>> ours = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "follower",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(TOPICS);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    Header header = record.headers().lastHeader(Topics.REQUEST_ID);
                    if (header != null && new String(header.value(), StandardCharsets.UTF_8).equals(OURS)) {
                        ours.add(record);
                    }
                });
                return ours.size() == expected;
            });
        }
        return ours;
    }
}
