package io.marquee.pipeline.bench;

import io.marquee.events.EventJson;
import io.marquee.pipeline.KafkaRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** Reads the topic, decodes each event, and drops it. */
final class ReadJob {

    private ReadJob() {}

    static void build(StreamExecutionEnvironment env, KafkaSource<KafkaRecord> sales) {
        env.fromSource(sales, WatermarkStrategy.noWatermarks(), "sales").uid("sales")
                .process(new Decode()).uid("decode").name("decode")
                .sinkTo(new DiscardingSink<>()).uid("nowhere").name("nowhere");
    }

    private static final class Decode extends ProcessFunction<KafkaRecord, Long> {
        private static final long serialVersionUID = 1L;

        private transient Progress.Count count;

        @Override
        public void open(OpenContext context) {
            count = Progress.newDone();
        }

        @Override
        public void processElement(KafkaRecord record, Context context, Collector<Long> out) throws Exception {
            out.collect(EventJson.readSales(record.value()).amountMinor());
            count.increment();
        }
    }
}
