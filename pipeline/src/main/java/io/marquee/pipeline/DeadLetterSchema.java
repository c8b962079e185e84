package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.marquee.events.Topics.DeadLetterHeaders;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Writes a refused record with its key and value byte for byte, and all that was found out about it as headers. */
final class DeadLetterSchema implements KafkaRecordSerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    DeadLetterSchema(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        KafkaRecord record = letter.record();
        List<Header> headers = List.of(
                header(DeadLetterHeaders.TOPIC, record.topic()),
                header(DeadLetterHeaders.PARTITION, Integer.toString(record.partition())),
                header(DeadLetterHeaders.OFFSET, Long.toString(record.offset())),
                header(DeadLetterHeaders.REASON, letter.reason()),
                header(DeadLetterHeaders.DETAIL, letter.detail()));
        return new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
