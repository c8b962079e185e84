package io.marquee.pipeline.bench;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.pipeline.KafkaRecord;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Totals as introductions to Flink have them: every event looks its id up in state and stores it, reads the day's
 * total, adds, writes it back and sends it on. It does less than the box office: no months, no movies, no clock, no
 * sinks.
 */
final class TextbookJob {

    private TextbookJob() {}

    /** An event, with what the total needs. */
    public record Sold(
            long theaterId, String eventId, long occurredAt, String timeZone, boolean refund, int tickets,
            long amountMinor, String currency) {}

    /** A theater's total of a day. */
    public record DayTotal(
            long theaterId, long epochDay, String currency, long bookings, long cancellations, long tickets,
            long ticketsRefunded, long grossMinor, long refundedMinor) {}

    static void build(StreamExecutionEnvironment env, KafkaSource<KafkaRecord> sales) {
        env.fromSource(sales, WatermarkStrategy.noWatermarks(), "sales").uid("sales")
                .process(new Decode()).uid("decode").name("decode")
                .keyBy(Sold::theaterId, Types.LONG)
                .process(new Add()).uid("add").name("add")
                .sinkTo(new DiscardingSink<>()).uid("nowhere").name("nowhere");
    }

    private static final class Decode extends ProcessFunction<KafkaRecord, Sold> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(KafkaRecord record, Context context, Collector<Sold> out) throws Exception {
            SalesEvent event = EventJson.readSales(record.value());
            out.collect(new Sold(event.theaterId(), event.eventId(), event.occurredAt().toEpochMilli(),
                    event.timeZone(), event.type() == SalesEvent.Type.REFUND, event.tickets(), event.amountMinor(),
                    event.currency()));
        }
    }

    private static final class Add extends KeyedProcessFunction<Long, Sold, DayTotal> {
        private static final long serialVersionUID = 1L;

        private transient MapState<String, Boolean> seen;
        private transient MapState<String, DayTotal> days;
        private transient Progress.Count count;

        @Override
        public void open(OpenContext context) {
            seen = getRuntimeContext().getMapState(new MapStateDescriptor<>("seen", Types.STRING, Types.BOOLEAN));
            days = getRuntimeContext().getMapState(
                    new MapStateDescriptor<>("days", Types.STRING, TypeInformation.of(DayTotal.class)));
            count = Progress.newDone();
        }

        @Override
        public void processElement(Sold sold, Context context, Collector<DayTotal> out) throws Exception {
            if (!seen.contains(sold.eventId())) {
                seen.put(sold.eventId(), true);
                long day = Instant.ofEpochMilli(sold.occurredAt()).atZone(ZoneId.of(sold.timeZone()))
                        .toLocalDate().toEpochDay();
                String name = day + sold.currency();
                DayTotal before = days.get(name);
                DayTotal after = plus(before == null
                        ? new DayTotal(sold.theaterId(), day, sold.currency(), 0, 0, 0, 0, 0, 0) : before, sold);
                days.put(name, after);
                out.collect(after);
            }
            count.increment();
        }

        private static DayTotal plus(DayTotal total, Sold sold) {
            return sold.refund()
                    ? new DayTotal(total.theaterId(), total.epochDay(), total.currency(), total.bookings(),
                            total.cancellations() + 1, total.tickets(), total.ticketsRefunded() + sold.tickets(),
                            total.grossMinor(), total.refundedMinor() + sold.amountMinor())
                    : new DayTotal(total.theaterId(), total.epochDay(), total.currency(), total.bookings() + 1,
                            total.cancellations(), total.tickets() + sold.tickets(), total.ticketsRefunded(),
                            total.grossMinor() + sold.amountMinor(), total.refundedMinor());
        }
    }
}
