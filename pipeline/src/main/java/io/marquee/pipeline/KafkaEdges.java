package io.marquee.pipeline;

import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** The ends of the jobs that are in Kafka. */
public final class KafkaEdges {

    private KafkaEdges() {}

    /** Reads topics, unparsed, from their beginning or from where the job's state says. */
    public static KafkaSource<KafkaRecord> source(JobOptions options, String jobName, List<String> topics) {
        String group = options.text("kafka.group-id");
        return KafkaSource.<KafkaRecord>builder()
                .setBootstrapServers(options.text("kafka.bootstrap-servers"))
                .setGroupId(group.isEmpty() ? "marquee-" + jobName : group)
                .setTopics(topics)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new KafkaRecordSchema())
                .setProperty("partition.discovery.interval.ms", "30000")
                // What a producer's transaction took back was never sold.
                .setProperty("isolation.level", "read_committed")
                .build();
    }

    /** Writes refused records, at least once: a repetition shows by its topic, partition and offset. */
    public static KafkaSink<DeadLetter> deadLetters(JobOptions options) {
        return KafkaSink.<DeadLetter>builder()
                .setBootstrapServers(options.text("kafka.bootstrap-servers"))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new DeadLetterSchema(
                        options.text("kafka.topic.dead-letters"), options.number("dead-letters.max-bytes")))
                .setProperty("max.request.size", options.text("dead-letters.max-bytes"))
                .setProperty("delivery.timeout.ms", "600000") // a broker's restart is no reason for ours
                .build();
    }
}
