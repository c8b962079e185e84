package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.Topics.DeadLetterHeaders;
import io.marquee.local.TestServers;
import io.marquee.pipeline.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RefusedBeforeTest {

    @Test
    void lettersOfOthersSayNothing() throws Exception {
        String topic = "letters-" + UUID.randomUUID();
        TestServers.kafka().createTopics(Map.of(topic, 2));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(letter(topic, "sales", null, "7"));
            producer.send(letter(topic, "sales", "one", "7"));
            producer.send(letter(topic, null, "1", "7"));
            producer.send(new ProducerRecord<>(topic, 1, null, null));
            producer.send(letter(topic, "sales", "1", "8"));
            producer.flush();
        }
        RefusedBefore refused = new RefusedBefore(TestServers.kafka().bootstrapServers(), topic);
        refused.read();

        assertThat(refused.holds(record("sales", 1, 8))).isTrue();
        assertThat(refused.holds(record("sales", 1, 7))).isFalse();
        assertThat(refused.holds(record("bookings", 1, 8))).isFalse();
    }

    private static ProducerRecord<byte[], byte[]> letter(String to, String topic, String partition, String offset) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(to, 0, null, new byte[0]);
        header(letter, DeadLetterHeaders.TOPIC, topic);
        header(letter, DeadLetterHeaders.PARTITION, partition);
        header(letter, DeadLetterHeaders.OFFSET, offset);
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(new RecordHeader(
                name, value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    private static KafkaRecord record(String topic, int partition, long offset) {
        return new KafkaRecord(topic, partition, offset, null, null, null);
    }
}
