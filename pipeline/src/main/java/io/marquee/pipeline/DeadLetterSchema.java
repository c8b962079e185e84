package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.marquee.events.Topics;
import io.marquee.events.Topics.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/**
 * Writes a refused record with its key and value byte for byte, and all that was found out about it as headers.
 *
 * <p>A record may be as large as the broker takes, and larger with the headers. One that the broker would refuse, again
 * after each restart, is cut at its end, and {@code detail} says so; its whole lies where {@code partition} and {@code
 * offset} say.
 */
final class DeadLetterSchema implements KafkaRecordSerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;
    private static final int SLACK = 64; // lengths take a few bytes more or less

    private final String topic;
    private final int maxBytes;

    /** @param maxBytes the largest record that the topic takes */
    DeadLetterSchema(String topic, int maxBytes) {
        this.topic = topic;
        this.maxBytes = maxBytes;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> whole = record(letter, letter.record().value(), letter.detail());
        int excess = size(whole) - maxBytes;
        if (excess <= 0) {
            return whole;
        }
        byte[] value = letter.record().value() == null ? new byte[0] : letter.record().value();
        String detail = DeadLetterHeaders.CUT + value.length + " bytes; " + letter.detail();
        byte[] cut = Arrays.copyOf(value, Math.max(0, value.length - excess - detail.length() - SLACK));
        ProducerRecord<byte[], byte[]> shorter = record(letter, cut, detail);
        // A key alone can be too large; without it the letter goes to any partition.
        return size(shorter) <= maxBytes
                ? shorter
                : new ProducerRecord<>(topic, null, null, null, cut, shorter.headers());
    }

    private static int size(ProducerRecord<byte[], byte[]> record) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, record.key(), record.value(),
                record.headers().toArray());
    }

    private ProducerRecord<byte[], byte[]> record(DeadLetter letter, byte[] value, String detail) {
        KafkaRecord record = letter.record();
        List<Header> headers = new ArrayList<>(List.of(
                header(DeadLetterHeaders.TOPIC, record.topic()),
                header(DeadLetterHeaders.PARTITION, Integer.toString(record.partition())),
                header(DeadLetterHeaders.OFFSET, Long.toString(record.offset())),
                header(DeadLetterHeaders.REASON, letter.reason()),
                header(DeadLetterHeaders.DETAIL, detail)));
        if (record.requestId() != null) {
            headers.add(header(Topics.REQUEST_ID, record.requestId()));
        }
        return new ProducerRecord<>(topic, null, null, record.key(), value, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
