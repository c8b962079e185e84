package io.marquee.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerTest {

    @Test
    void makesTopicsOnce() throws Exception {
        KafkaServer kafka = TestServers.kafka();
        kafka.createTopics(Map.of("one", 1, "four", 4));
        kafka.createTopics(Map.of("four", 4, "two", 2));

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var topics = admin.describeTopics(List.of("one", "two", "four")).allTopicNames().get();
            assertThat(topics.get("one").partitions()).hasSize(1);
            assertThat(topics.get("two").partitions()).hasSize(2);
            assertThat(topics.get("four").partitions()).hasSize(4);
        }
    }

    @Test
    void topicsTakeRecordsAsSoonAsTheyAreMade() throws Exception {
        KafkaServer kafka = TestServers.kafka();
        int partitions = 20;
        // One that sends each record once, whatever comes of it.
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.idempotence", false, "retries", 0),
                new StringSerializer(), new StringSerializer())) {
            for (int round = 0; round < 5; round++) {
                String topic = "new-" + round;
                kafka.createTopics(Map.of(topic, partitions));
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int partition = 0; partition < partitions; partition++) {
                    sent.add(producer.send(new ProducerRecord<>(topic, partition, null, "v")));
                }
                for (Future<RecordMetadata> record : sent) {
                    assertThat(record.get().offset()).isZero();
                }
            }
        }
    }

    @Test
    void makesNoTopicByUse() {
        try (KafkaProducer<String, String> producer = producer(TestServers.kafka(), 500)) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("unknown", "v")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("unknown");
        }
    }

    @Test
    void keepsRecordsWhenStartedAgain(@TempDir Path folder) throws Exception {
        try (KafkaServer first = KafkaServer.start(folder, 0)) {
            first.createTopics(Map.of("kept", 1));
            try (KafkaProducer<String, String> producer = producer(first, 10_000)) {
                producer.send(new ProducerRecord<>("kept", "42")).get();
            }
        }

        try (KafkaServer second = KafkaServer.start(folder, 0)) {
            assertThat(firstRecord(second, "kept").value()).isEqualTo("42");
        }
    }

    private static KafkaProducer<String, String> producer(KafkaServer kafka, int maxBlockMillis) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", maxBlockMillis),
                new StringSerializer(), new StringSerializer());
    }

    private static ConsumerRecord<String, String> firstRecord(KafkaServer kafka, String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(30)).iterator().next();
        }
    }
}
