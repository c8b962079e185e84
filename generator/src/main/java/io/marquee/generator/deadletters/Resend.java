package io.marquee.generator.deadletters;

import io.marquee.generator.deadletters.Receipts.Receipt;
import io.marquee.generator.endpoint.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends refused records to their own topic again, key and value as they came, each once: a receipt is written before
 * and after. For one process at a time.
 */
final class Resend implements AutoCloseable {

    /** Header of a record that was sent again: the place of the one that was refused. */
    static final String HEADER = "resent-from";

    private static final int AT_ONCE = 500;
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Resend(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class));
        consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
    }

    /**
     * Whether a record that may have been sent was: looks for it in its topic, and writes the receipt that is missing.
     *
     * @param refused the place of the one that was refused
     */
    boolean wasSent(Place refused, Receipt receipt) {
        if (receipt.to() != null) {
            return true;
        }
        try {
            Optional<Place> found = find(refused, receipt.searchFrom());
            found.ifPresent(to -> await(List.of(producer.send(Receipts.sent(refused, to)))));
            return found.isPresent();
        } catch (KafkaException failure) {
            throw new UnreachableException("Kafka: " + failure.getMessage(), failure);
        }
    }

    /**
     * Sends them, oldest first.
     *
     * @param progress hears how many more have been sent
     */
    void send(List<DeadLetter> letters, IntConsumer progress) {
        try {
            for (int from = 0; from < letters.size(); from += AT_ONCE) {
                List<DeadLetter> batch = letters.subList(from, Math.min(letters.size(), from + AT_ONCE));
                sendBatch(batch);
                progress.accept(batch.size());
            }
        } catch (KafkaException failure) {
            throw new UnreachableException("Kafka: " + failure.getMessage()
                    + "; what was sent so far is known, run the same command again", failure);
        }
    }

    private void sendBatch(List<DeadLetter> batch) {
        Map<String, Map<Integer, Long>> ends = new HashMap<>();
        batch.forEach(letter -> ends.computeIfAbsent(letter.from().topic(), this::ends));
        await(batch.stream()
                .map(letter -> producer.send(Receipts.sending(letter.from(), ends.get(letter.from().topic()))))
                .toList());
        List<RecordMetadata> sent = await(batch.stream().map(letter -> producer.send(copy(letter))).toList());
        List<Future<RecordMetadata>> receipts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            RecordMetadata at = sent.get(i);
            receipts.add(producer.send(
                    Receipts.sent(batch.get(i).from(), new Place(at.topic(), at.partition(), at.offset()))));
        }
        await(receipts);
    }

    private static ProducerRecord<byte[], byte[]> copy(DeadLetter letter) {
        ProducerRecord<byte[], byte[]> copy =
                new ProducerRecord<>(letter.from().topic(), letter.key(), letter.value());
        copy.headers().add(HEADER, letter.from().toString().getBytes(StandardCharsets.UTF_8));
        return copy;
    }

    private Map<Integer, Long> ends(String topic) {
        List<TopicPartition> partitions = partitions(topic);
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    private Optional<Place> find(Place refused, Map<Integer, Long> searchFrom) {
        List<TopicPartition> partitions = partitions(refused.topic());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, Math.max(
                    consumer.position(partition), searchFrom.getOrDefault(partition.partition(), 0L)));
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (DeadLetter.header(record, HEADER).equals(refused.toString())) {
                    return Optional.of(new Place(record.topic(), record.partition(), record.offset()));
                }
            }
        }
        return Optional.empty();
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static List<RecordMetadata> await(List<Future<RecordMetadata>> futures) {
        List<RecordMetadata> done = new ArrayList<>(futures.size());
        try {
            for (Future<RecordMetadata> future : futures) {
                done.add(future.get());
            }
            return done;
        } catch (ExecutionException failure) {
            throw new KafkaException(failure.getCause().getMessage(), failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", stopped);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
