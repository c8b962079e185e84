package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import picocli.CommandLine;
import redis.clients.jedis.Jedis;

/** A world that adds up, in which a test plants a fault, and an audit of it. */
abstract class AuditedWorld {

    private static final List<String> TOPICS =
            List.of(Topics.SALES, Topics.DEAD_LETTERS, Topics.SEAT_LOCKS, Topics.BOOKINGS);
    // Half past eleven at night in New York, though it is the next day and month in London.
    static final Instant LATE_EVENING = Instant.parse("2024-06-01T03:30:00Z");
    private static int databases;

    private String database;
    KafkaProducer<byte[], byte[]> producer;
    Jedis redis;
    String printed;

    @BeforeEach
    void aWorldThatAddsUp() throws Exception {
        database = "audit_" + ++databases;
        TestServers.migratedDatabase(database, Schema::migrate);
        redis = new Jedis(URI.create(TestServers.redis().uri()));
        redis.flushAll();
        emptyTopics();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());

        send(sale(SalesEvent.Type.SALE, 1, 2, 2_400));
        send(sale(SalesEvent.Type.SALE, 2, 1, 1_200));
        send(sale(SalesEvent.Type.REFUND, 3, 1, 1_200));
        for (String table : List.of(
                "theater_daily_sales (theater_id, sale_date", "theater_monthly_sales (theater_id, month")) {
            String day = table.contains("month") ? "2024-05-01" : "2024-05-31";
            sql("INSERT INTO analytics." + table + ", currency, bookings, cancellations, tickets, tickets_refunded,"
                    + " gross_minor, refunded_minor, status, version) VALUES (17, '" + day
                    + "', 'USD', 2, 1, 3, 1, 3600, 1200, 'provisional', 3)");
        }
        sql("INSERT INTO analytics.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings,"
                + " cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)"
                + " VALUES (17, 5, '2024-05-31', 'USD', 2, 1, 3, 1, 3600, 1200, 'provisional', 3)");
        Map<String, String> totals = new HashMap<>(Map.of(
                "USD:bookings", "2", "USD:cancellations", "1", "USD:tickets", "3", "USD:tickets_refunded", "1",
                "USD:gross_minor", "3600", "USD:refunded_minor", "1200", "USD:net_minor", "2400",
                "USD:status", "provisional", "USD:version", "3", "USD:updated_at", "2024-06-01T03:30:00Z"));
        redis.hset("theater-day:17:2024-05-31", totals);
        redis.hset("theater-month:17:2024-05", totals);
        redis.zadd("top:day:USD:2024-05-31", 2_400, "17");
        redis.zadd("top:month:USD:2024-05", 2_400, "17");
    }

    @AfterEach
    void close() {
        producer.close();
        redis.close();
    }

    static SalesEvent sale(SalesEvent.Type type, long sequence, int tickets, long amount) {
        return new SalesEvent(
                type, "event-" + sequence, "pos:17:1", sequence, LATE_EVENING, null, 17, "America/New_York", 5, null,
                tickets, amount, "USD", SalesEvent.Channel.POS);
    }

    int audit(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka", TestServers.kafka().bootstrapServers(),
                "--postgres", TestServers.postgres().jdbcUrl(database), "--redis", TestServers.redis().uri()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--wait")) {
            arguments.addAll(List.of("--wait", "0s"));
        }
        StringWriter text = new StringWriter();
        int code = new CommandLine(new AuditCommand())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments.toArray(String[]::new));
        printed = text.toString();
        return code;
    }

    void assertDifference(String check, String difference) {
        assertThat(audit()).as(printed).isEqualTo(1);
        assertThat(printed).contains("\n1 DIFFERENCES").contains(difference);
        assertThat(printed.lines().filter(line -> line.startsWith("  " + check)).collect(Collectors.joining()))
                .matches(".* 1");
    }

    RecordMetadata send(Event event) throws Exception {
        return send(event.topic(), event.key(), EventJson.write(event));
    }

    RecordMetadata send(String topic, String key, byte[] value) throws Exception {
        return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    }

    void deadLetter(RecordMetadata from, byte[] value, String reason) throws Exception {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, value);
        Map.of(
                        Topics.DeadLetterHeaders.TOPIC, from.topic(),
                        Topics.DeadLetterHeaders.PARTITION, Integer.toString(from.partition()),
                        Topics.DeadLetterHeaders.OFFSET, Long.toString(from.offset()),
                        Topics.DeadLetterHeaders.REASON, reason)
                .forEach((name, text) ->
                        letter.headers().add(new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8))));
        producer.send(letter).get();
    }

    void sql(String statement) throws SQLException {
        try (Connection connection = TestServers.postgres().dataSource(database).getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private static void emptyTopics() throws Exception {
        TestServers.kafka().createTopics(TOPICS.stream().collect(Collectors.toMap(topic -> topic, topic -> 2)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (String topic : TOPICS) {
                ends.put(new TopicPartition(topic, 0), OffsetSpec.latest());
                ends.put(new TopicPartition(topic, 1), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(ends).all().get()
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get();
        }
    }
}
