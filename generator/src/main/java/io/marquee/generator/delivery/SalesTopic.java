package io.marquee.generator.delivery;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.marquee.generator.endpoint.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** A topic of sales as those see it who send many: its partitions, its ends, and what of their own is in it. */
public final class SalesTopic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long LOOKED_AT_FOR_CLOCK = 50;

    private final String bootstrapServers;
    private final String name;
    private final Uuid id;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Asks Kafka about the topic.
     *
     * @throws UnreachableException when Kafka or the topic is not there
     */
    public SalesTopic(String bootstrapServers, String name) throws InterruptedException {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000))) {
            TopicDescription topic = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
            id = topic.topicId();
            partitions = topic.partitions().stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
        } catch (ExecutionException | KafkaException refused) {
            throw UnreachableException.notThere("Kafka with topic " + name, bootstrapServers, refused);
        }
        consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    String name() {
        return name;
    }

    Uuid id() {
        return id;
    }

    int partitionCount() {
        return partitions.size();
    }

    /** The partition that Kafka's own clients choose for a theater, so that all its events stay in order. */
    int partitionOf(long theaterId) {
        byte[] key = Long.toString(theaterId).getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions.size();
    }

    /** How far each partition reaches now. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions, PATIENCE);
    }

    /**
     * The highest sequence of a sender in a partition, looked for from an offset to the end as it is now.
     *
     * @param sender the first part of its sources
     * @return also says up to where was looked
     */
    DeliveryLog.Mark lookFor(String sender, int partition, DeliveryLog.Mark from, Progress bar) {
        TopicPartition place = new TopicPartition(name, partition);
        long end = ends().get(place);
        long[] highest = {from.sequence()};
        byte[] prefix = ("\"source\":\"" + sender + ":").getBytes(StandardCharsets.UTF_8);
        read(place, from.offset(), end, record -> {
            bar.step(1);
            // Parsed only where the bytes can be the sender's, for there may be millions of others'.
            if (record.value() != null && contains(record.value(), prefix)) {
                sale(record).ifPresent(sale -> highest[0] = Math.max(highest[0], sale.sequence()));
            }
        });
        return new DeliveryLog.Mark(highest[0], end);
    }

    /**
     * When the newest of the last events in any partition happened: the clock of the stream is not ahead of it, but for
     * older events that were newer.
     */
    public Optional<Instant> newestEvent() {
        Instant newest = null;
        for (Map.Entry<TopicPartition, Long> end : ends().entrySet()) {
            Instant[] last = {null};
            read(end.getKey(), Math.max(0, end.getValue() - LOOKED_AT_FOR_CLOCK), end.getValue(), record -> {
                Instant happened = sale(record).map(SalesEvent::occurredAt).orElse(null);
                if (happened != null && (last[0] == null || happened.isAfter(last[0]))) {
                    last[0] = happened;
                }
            });
            if (last[0] != null && (newest == null || last[0].isAfter(newest))) {
                newest = last[0];
            }
        }
        return Optional.ofNullable(newest);
    }

    private interface Visitor {
        void visit(ConsumerRecord<byte[], byte[]> record);
    }

    private void read(TopicPartition place, long from, long end, Visitor visitor) {
        try {
            consumer.assign(List.of(place));
            consumer.seek(place, Math.max(from, consumer.beginningOffsets(List.of(place), PATIENCE).get(place)));
            long lastProgress = System.nanoTime();
            while (consumer.position(place, PATIENCE) < end) {
                var records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.offset() < end) {
                        visitor.visit(record);
                    }
                }
                if (!records.isEmpty()) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    throw new UnreachableException("Kafka sends nothing more of " + place + " though there is more",
                            null);
                }
            }
        } catch (KafkaException failure) {
            throw new UnreachableException("cannot read " + place + ": " + failure.getMessage(), failure);
        }
    }

    private static Optional<SalesEvent> sale(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(EventJson.readSales(record.value()));
        } catch (InvalidEventException somebodyElses) {
            return Optional.empty();
        }
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        outer:
        for (int from = 0; from <= bytes.length - wanted.length; from++) {
            for (int i = 0; i < wanted.length; i++) {
                if (bytes[from + i] != wanted[i]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
