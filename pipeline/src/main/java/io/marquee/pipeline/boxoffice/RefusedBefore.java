package io.marquee.pipeline.boxoffice;

import io.marquee.events.Topics.DeadLetterHeaders;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.KafkaRecord;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records that an earlier job refused. One that adds everything up anew refuses them too: whether an event was too
 * late depends on when one looks, and it must come to the same totals as the job before it.
 */
final class RefusedBefore implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Duration POLL = Duration.ofMillis(500);

    private final String bootstrapServers;
    private final String topic;
    private transient Map<String, Map<Integer, Set<Long>>> offsets;

    RefusedBefore(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** Those of the topic of dead letters that option {@code kafka.topic.refused-before} names, or none. */
    static RefusedBefore of(JobOptions options) {
        return new RefusedBefore(
                options.text("kafka.bootstrap-servers"), options.text("kafka.topic.refused-before"));
    }

    /** Reads the topic to its end as it is now. */
    void read() {
        offsets = new HashMap<>();
        if (topic.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(POLL).forEach(this::add);
            }
        }
    }

    /** Whether that record was refused. */
    boolean holds(KafkaRecord record) {
        if (offsets.isEmpty()) {
            return false;
        }
        return offsets.getOrDefault(record.topic(), Map.of())
                .getOrDefault(record.partition(), Set.of())
                .contains(record.offset());
    }

    private void add(ConsumerRecord<byte[], byte[]> letter) {
        try {
            int partition = Integer.parseInt(header(letter, DeadLetterHeaders.PARTITION));
            long offset = Long.parseLong(header(letter, DeadLetterHeaders.OFFSET));
            offsets.computeIfAbsent(header(letter, DeadLetterHeaders.TOPIC), name -> new HashMap<>())
                    .computeIfAbsent(partition, number -> new HashSet<>())
                    .add(offset);
        } catch (NumberFormatException foreign) {
            // Not one of ours: it says nothing about any record.
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
