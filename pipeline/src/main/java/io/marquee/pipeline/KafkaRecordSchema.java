package io.marquee.pipeline;

import io.marquee.events.EventJson;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on records unread. A deserializer that throws restarts the job at the same record for ever, so whatever can
 * fail is left to an operator that has a way out for bad records.
 */
final class KafkaRecordSchema implements KafkaRecordDeserializationSchema<KafkaRecord> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRecordSchema.class);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaRecord> out) {
        KafkaRecord read = KafkaRecord.of(record);
        // At debug, a request can be followed from the API's log to the place of its events in Kafka, and to here.
        if (LOG.isDebugEnabled()) {
            LOG.debug("Read {}-{}@{}, event {} of request {}", read.topic(), read.partition(), read.offset(),
                    EventJson.eventId(read.value()), read.requestId());
        }
        out.collect(read);
    }

    @Override
    public TypeInformation<KafkaRecord> getProducedType() {
        return TypeInformation.of(KafkaRecord.class);
    }
}
