package io.marquee.stack.rebuild;

import io.marquee.events.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far the sales topic goes, and how far a job has got with it. */
final class SalesTopic implements AutoCloseable {

    private static final int ANSWER_LIMIT_MILLIS = 30_000;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long FEW = 1_000;

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    SalesTopic(String bootstrapServers) throws IOException, InterruptedException {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_LIMIT_MILLIS));
        consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
        partitions = get(admin.describeTopics(List.of(Topics.SALES)).allTopicNames())
                .get(Topics.SALES).partitions().stream()
                .map(partition -> new TopicPartition(Topics.SALES, partition.partition()))
                .toList();
    }

    /** The offset of the first record of each partition that is still there. */
    Map<TopicPartition, Long> begins() throws IOException, InterruptedException {
        return offsets(OffsetSpec.earliest());
    }

    /** The offset that the next record of each partition will get. */
    Map<TopicPartition, Long> ends() throws IOException, InterruptedException {
        return offsets(OffsetSpec.latest());
    }

    /** Up to where the job of this group has read and written all: 0 where it has said nothing yet. */
    Map<TopicPartition, Long> done(String group) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed;
        try {
            committed = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        } catch (GroupIdNotFoundException none) {
            committed = Map.of();
        }
        Map<TopicPartition, Long> done = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            done.put(partition, offset == null ? 0 : offset.offset());
        }
        return done;
    }

    /** How many records lie between, over all partitions; marks of transactions that no job sees left out. */
    long between(Map<TopicPartition, Long> done, Map<TopicPartition, Long> ends) {
        long all = 0;
        for (TopicPartition partition : partitions) {
            long from = done.get(partition);
            long to = ends.get(partition);
            if (to > from && (to - from > FEW || hasRecords(partition, from, to))) {
                all += to - from;
            }
        }
        return all;
    }

    private boolean hasRecords(TopicPartition partition, long from, long to) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < to) {
            if (!consumer.poll(LOOK).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    void createTopic(String name) throws IOException, InterruptedException {
        get(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all());
    }

    /** Deletes a topic and a consumer group, where they are there. */
    void delete(String topic, String group) throws IOException, InterruptedException {
        try {
            get(admin.deleteTopics(List.of(topic)).all());
        } catch (UnknownTopicOrPartitionException gone) {
            // as it should be
        }
        try {
            get(admin.deleteConsumerGroups(List.of(group)).all());
        } catch (GroupIdNotFoundException gone) {
            // as it should be
        }
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which) throws IOException, InterruptedException {
        Map<TopicPartition, ListOffsetsResultInfo> offsets = get(admin.listOffsets(partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, partition -> which)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)) // as far as the jobs can read
                .all());
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof GroupIdNotFoundException
                    || failure.getCause() instanceof UnknownTopicOrPartitionException) {
                throw (RuntimeException) failure.getCause();
            }
            throw new IOException("Kafka: " + failure.getCause().getMessage(), failure.getCause());
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
