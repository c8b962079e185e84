package io.marquee.pipeline;

/**
 * A record as it lies in Kafka: bytes and position, nothing read into it yet. It stays with the event until the event
 * is accepted, so that a refused one can be kept byte for byte.
 *
 * @param topic the topic that it was read from
 * @param partition its partition
 * @param offset its offset in that partition
 * @param key its key; null where it has none
 * @param value its value; null for a tombstone
 */
public record KafkaRecord(String topic, int partition, long offset, byte[] key, byte[] value) {}
