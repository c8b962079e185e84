package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.marquee.events.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as it lies in Kafka: bytes and position, nothing read into it yet. It stays with the event until the event
 * is accepted, so that a refused one can be kept byte for byte.
 *
 * @param topic the topic that it was read from
 * @param partition its partition
 * @param offset its offset in that partition
 * @param key its key; null where it has none
 * @param value its value; null for a tombstone
 * @param requestId the request that it comes from, as the header {@code request_id} has it; null where it has none, or
 *     one that is too long to be one
 */
public record KafkaRecord(
        String topic, int partition, long offset, byte[] key, byte[] value, String requestId) {

    private static final int LONGEST_REQUEST_ID = 200; // the API's are far shorter; others may send what they like

    /** A record that tells of no request. */
    public KafkaRecord(String topic, int partition, long offset, byte[] key, byte[] value) {
        this(topic, partition, offset, key, value, null);
    }

    /** The record that a consumer was given. */
    public static KafkaRecord of(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Topics.REQUEST_ID);
        return new KafkaRecord(
                record.topic(), record.partition(), record.offset(), record.key(), record.value(),
                header == null || header.value() == null || header.value().length > LONGEST_REQUEST_ID
                        ? null : new String(header.value(), UTF_8));
    }
}
