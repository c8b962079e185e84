package io.marquee.generator.kafka;

import io.marquee.generator.endpoint.UnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to its end with a plain consumer, and later what came since. Commits nothing. */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SHOW_PROGRESS_FROM = 20_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * Opens the topic at its beginning.
     *
     * @throws UnreachableException when Kafka does not answer or has no such topic
     */
    public TopicReader(String bootstrapServers, String topic) {
        this.topic = topic;
        consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
        try {
            partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        } catch (KafkaException failure) {
            consumer.close();
            throw new UnreachableException("cannot read topic " + topic + ": " + failure.getMessage(), failure);
        }
    }

    /** How many records lie between where this reader stands and the end; gaps of transactions are counted. */
    public long ahead() {
        return consumer.endOffsets(partitions, PATIENCE).entrySet().stream()
                .mapToLong(end -> end.getValue() - consumer.position(end.getKey(), PATIENCE))
                .sum();
    }

    /**
     * Reads to the end as it is now.
     *
     * @return how many records came
     * @throws UnreachableException when Kafka stops answering
     */
    public long readOn(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long total = ahead();
            if (total == 0) {
                return 0;
            }
            try (ProgressBar bar = progress(total)) {
                return read(ends, each, bar);
            }
        } catch (KafkaException failure) {
            throw new UnreachableException("cannot read topic " + topic + ": " + failure.getMessage(), failure);
        }
    }

    private long read(
            Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> each, ProgressBar bar) {
        long count = 0;
        long lastProgress = System.nanoTime();
        while (!behind(ends).isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                each.accept(record);
            }
            count += records.count();
            if (bar != null) {
                bar.stepBy(records.count());
            }
            if (!records.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new UnreachableException(
                        "Kafka sends nothing more of topic " + topic + " though there is more", null);
            }
        }
        return count;
    }

    private List<TopicPartition> behind(Map<TopicPartition, Long> ends) {
        return partitions.stream()
                .filter(partition -> consumer.position(partition, PATIENCE) < ends.get(partition))
                .toList();
    }

    private ProgressBar progress(long total) {
        if (total < SHOW_PROGRESS_FROM || !Boolean.getBoolean("marquee.terminal")) {
            return null;
        }
        return new ProgressBarBuilder()
                .setTaskName(topic)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .showSpeed()
                .build();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
