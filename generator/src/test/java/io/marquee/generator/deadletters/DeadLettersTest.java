package io.marquee.generator.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.events.Topics.DeadLetterHeaders;
import io.marquee.generator.kafka.TopicReader;
import io.marquee.local.TestServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Lists and sends dead letters again, on a real broker. */
class DeadLettersTest {

    private static final Instant NOON = Instant.parse("2024-06-01T12:00:00Z");

    private KafkaProducer<byte[], byte[]> producer;
    private String printed;

    @BeforeEach
    void emptyTopics() throws Exception {
        TestServers.kafka().createTopics(Map.of(Topics.SALES, 2, Topics.DEAD_LETTERS, 2));
        Receipts.createTopic(TestServers.kafka().bootstrapServers());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()))) {
            // A compacted topic cannot be emptied, so each test has receipts for places of its own: offsets go on.
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < 2; partition++) {
                ends.put(new TopicPartition(Topics.SALES, partition), OffsetSpec.latest());
                ends.put(new TopicPartition(Topics.DEAD_LETTERS, partition), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(ends).all().get()
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void listsWhatWasRefusedAndCountsByReason() throws Exception {
        refuse("not\u0007json".getBytes(StandardCharsets.UTF_8), "not-json", "no JSON");
        refuse(EventJson.write(sale(1, NOON)), "behind-window", "sequence: 1 is far behind");

        assertThat(run()).isZero();
        assertThat(printed)
                .contains("value  not\\x07json", "why    sequence: 1 is far behind", "key    17")
                .containsPattern("sales +behind-window +1 +0 ")
                .containsPattern("sales +not-json +1 +0 ");
        assertThat(run("--reason", "not-json", "--limit", "0")).isZero();
        assertThat(printed).contains("1 more are not listed").doesNotContain("behind-window");
        assertThat(run("--topic", "bookings")).isZero();
        assertThat(printed).contains("No dead letters like that");
        assertThat(run("--until", "1h")).isZero();
        assertThat(printed).contains("No dead letters like that");
        assertThat(run("--since", "1h", "--json")).isZero();
        assertThat(printed.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"offset\":"));
    }

    @Test
    void sendsARecordAgainOnceWithItsKeyAndBytes() throws Exception {
        byte[] bytes = EventJson.write(sale(2, NOON));
        RecordMetadata refused = refuse(bytes, "invalid-value", "by a version that was wrong");

        assertThat(run("resend", "--reason", "invalid-value", "--dry-run")).isZero();
        assertThat(printed).contains("1 records would be sent");
        assertThat(sales()).hasSize(1);
        assertThat(run("resend", "--reason", "invalid-value")).isZero();
        assertThat(printed).contains("1 records sent: {invalid-value of sales=1}");
        assertThat(run("resend", "--reason", "invalid-value")).isZero();
        assertThat(printed).contains("0 records sent", "1 were sent before");

        List<ConsumerRecord<byte[], byte[]>> sales = sales();
        assertThat(sales).hasSize(2);
        ConsumerRecord<byte[], byte[]> again = sales.stream().filter(record -> record.headers().toArray().length > 0)
                .findFirst().orElseThrow();
        assertThat(again.key()).isEqualTo("17".getBytes(StandardCharsets.UTF_8));
        assertThat(again.value()).isEqualTo(bytes);
        assertThat(DeadLetter.header(again, Resend.HEADER))
                .isEqualTo("sales/" + refused.partition() + "@" + refused.offset());
        assertThat(run()).isZero();
        assertThat(printed).containsPattern("invalid-value +0 +1 ").doesNotContain("value  {");
        assertThat(run("--all")).isZero();
        assertThat(printed).contains("sent again to sales/" + again.partition() + "@" + again.offset());
    }

    @Test
    void findsOutWhatACommandThatWasCutOffHadSent() throws Exception {
        byte[] sent = EventJson.write(sale(3, NOON));
        byte[] unsent = EventJson.write(sale(4, NOON));
        Place first = place(refuse(sent, "invalid-value", ""));
        Place second = place(refuse(unsent, "invalid-value", ""));
        for (Place each : List.of(first, second)) {
            producer.send(Receipts.sending(each, Map.of(0, 0L, 1, 0L))).get();
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.SALES, new byte[] {'1', '7'}, sent);
        record.headers().add(Resend.HEADER, first.toString().getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();

        assertThat(run("resend", "--all")).isZero();
        assertThat(printed).contains("1 records sent", "1 were sent before");
        assertThat(sales()).hasSize(4);
    }

    @Test
    void leavesOutWhatWouldBeRefusedAgain() throws Exception {
        refuse("{".getBytes(StandardCharsets.UTF_8), "not-json", "");
        refuse(EventJson.write(sale(5, NOON)), "behind-window", "");
        refuse(EventJson.write(sale(6, NOON)), "too-late", "");
        refuse(EventJson.write(sale(7, Instant.now().plus(Duration.ofDays(9)))), "from-future", "");
        refuse(EventJson.write(sale(8, Instant.now())), "from-future", "");

        assertThat(run("resend", "--all")).isOne();
        assertThat(printed)
                .contains("1 records sent: {from-future of sales=1}", "not-json as before", "under a new number",
                        "do not come back", "still more than a day ahead");
        assertThat(run("resend", "--reason", "too-late", "--force")).isZero();
        assertThat(printed).contains("1 records sent: {too-late of sales=1}");
    }

    @Test
    void neverSendsWhatItHasOnlyTheBeginningOf() throws Exception {
        RecordMetadata refused = refuse(EventJson.write(sale(9, NOON)), "invalid-value", "cut from 2000000 bytes; x");

        assertThat(run("resend", "--all", "--force")).isOne();
        assertThat(printed).contains("0 records sent",
                "the whole record lies at sales/" + refused.partition() + "@" + refused.offset());
        assertThat(sales()).hasSize(1);
    }

    @Test
    void wantsToKnowWhichToSend() {
        assertThat(run("resend")).isEqualTo(2);
        assertThat(printed).contains("say which: --reason");
        assertThat(run("--offset", "x")).isEqualTo(2);
        assertThat(printed).contains("'x' is no offset such as 12, nor a range as 12..40");
    }

    /** A record of sales with the dead letter that says it was refused. */
    private RecordMetadata refuse(byte[] value, String reason, String detail) throws Exception {
        byte[] key = "17".getBytes(StandardCharsets.UTF_8);
        RecordMetadata at = producer.send(new ProducerRecord<>(Topics.SALES, key, value)).get();
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, value);
        Map.of(DeadLetterHeaders.TOPIC, at.topic(),
                        DeadLetterHeaders.PARTITION, Integer.toString(at.partition()),
                        DeadLetterHeaders.OFFSET, Long.toString(at.offset()),
                        DeadLetterHeaders.REASON, reason,
                        DeadLetterHeaders.DETAIL, detail)
                .forEach((name, text) -> letter.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(letter).get();
        producer.send(letter).get(); // as a job does that goes on from a checkpoint
        return at;
    }

    private static Place place(RecordMetadata record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    private static SalesEvent sale(long sequence, Instant at) {
        return new SalesEvent(
                SalesEvent.Type.SALE, "event-" + sequence, "pos:17:1", sequence, at, null, 17, "America/New_York", 5,
                null, 2, 2_400, "USD", SalesEvent.Channel.POS);
    }

    private static List<ConsumerRecord<byte[], byte[]>> sales() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var reader = new TopicReader(
                TestServers.kafka().bootstrapServers(), Topics.SALES)) {
            reader.readOn(records::add);
        }
        return records;
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--kafka", TestServers.kafka().bootstrapServers(),
                "--postgres", TestServers.postgres().jdbcUrl("postgres")));
        int code = new CommandLine(new DeadLettersCommand())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(all.toArray(String[]::new));
        printed = text.toString();
        return code;
    }
}
