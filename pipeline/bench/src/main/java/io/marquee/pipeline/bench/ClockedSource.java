package io.marquee.pipeline.bench;

import io.marquee.pipeline.KafkaRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topic as the jobs read it, with a look at the clock when the first record comes. */
final class ClockedSource implements KafkaRecordDeserializationSchema<KafkaRecord> {

    private static final long serialVersionUID = 1L;

    private transient Progress.Count count;

    private ClockedSource() {}

    static KafkaSource<KafkaRecord> of(String bootstrapServers) {
        return KafkaSource.<KafkaRecord>builder()
                .setBootstrapServers(bootstrapServers)
                .setGroupId("marquee-bench")
                .setTopics(SalesTopic.NAME)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new ClockedSource())
                .build();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaRecord> out) {
        if (count == null) {
            Progress.started();
            count = Progress.newRead();
        }
        count.increment();
        out.collect(KafkaRecord.of(record));
    }

    @Override
    public TypeInformation<KafkaRecord> getProducedType() {
        return TypeInformation.of(KafkaRecord.class);
    }
}
