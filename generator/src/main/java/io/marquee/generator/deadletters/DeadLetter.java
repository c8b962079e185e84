package io.marquee.generator.deadletters;

import io.marquee.events.Topics.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that a job refused.
 *
 * @param place where the dead letter lies
 * @param from where the record lies that was refused
 * @param reason why, a fixed word
 * @param detail the same for people
 * @param writtenAt when it was refused
 * @param key the record's key as it came, or null
 * @param value the record's value as it came, or null; only its beginning when {@link #isCut}
 */
public record DeadLetter(
        Place place, Place from, String reason, String detail, Instant writtenAt, byte[] key, byte[] value) {

    /** Reads a record of the topic of dead letters; empty when it does not say where it came from. */
    public static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(new DeadLetter(
                    new Place(record.topic(), record.partition(), record.offset()),
                    Place.of(header(record, DeadLetterHeaders.TOPIC)
                            + "/" + header(record, DeadLetterHeaders.PARTITION)
                            + "@" + header(record, DeadLetterHeaders.OFFSET)),
                    header(record, DeadLetterHeaders.REASON),
                    header(record, DeadLetterHeaders.DETAIL),
                    Instant.ofEpochMilli(record.timestamp()),
                    record.key(),
                    record.value()));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** Whether the value is only the beginning of the record's, which was too large. */
    boolean isCut() {
        return detail.startsWith(DeadLetterHeaders.CUT);
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
