package io.marquee.api.outbox;

import io.marquee.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows of the outbox to Kafka, in order, and waits until all replicas in sync have them. */
final class KafkaPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
    private static final int METADATA_WAIT_MS = 10_000;

    private final KafkaProducer<String, String> producer;

    /**
     * Makes a producer; it need not reach Kafka yet.
     *
     * @throws KafkaException when the addresses are wrong or no name of them can be resolved
     */
    KafkaPublisher(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG, "marquee-outbox",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        ProducerConfig.ACKS_CONFIG, "all",
                        // A batch given up would let a later one overtake it: batches in flight are retried for ever.
                        ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
                        // A topic that was just made may refuse the first batch and take the second, for a broker lets
                        // a producer that it does not know begin anywhere: the first would be out of order for ever.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_WAIT_MS,
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
                new StringSerializer(),
                new StringSerializer());
    }

    /**
     * Publishes rows and returns when Kafka has them all.
     *
     * @throws KafkaException when it cannot be told whether Kafka has them all: they are to be published again, by a
     *     new publisher
     */
    void publish(List<OutboxReader.Row> rows) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        try {
            for (OutboxReader.Row row : rows) {
                Future<RecordMetadata> future = producer.send(record(row));
                if (future.isDone()) {
                    future.get(); // refused at once, say for want of metadata: later rows must not overtake it
                }
                sent.add(future);
            }
            for (int i = 0; i < sent.size(); i++) {
                RecordMetadata place = sent.get(i).get();
                LOG.debug("Event {} of request {} is {}-{}@{}", rows.get(i).eventId(), rows.get(i).requestId(),
                        place.topic(), place.partition(), place.offset());
            }
        } catch (ExecutionException failed) {
            throw new KafkaException(failed.getCause().getMessage(), failed.getCause());
        }
    }

    private static ProducerRecord<String, String> record(OutboxReader.Row row) {
        ProducerRecord<String, String> record = new ProducerRecord<>(row.topic(), row.key(), row.payload());
        if (row.requestId() != null) {
            record.headers().add(Topics.REQUEST_ID, row.requestId().getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO); // what is in flight goes out again from the stored position
    }
}
