package io.marquee.pipeline.seatmap;

import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.InvalidEventException.Reason;
import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.Rejections;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Reads what events do to seats; what is no such event becomes a dead letter. */
final class SeatParser extends ProcessFunction<KafkaRecord, SeatChange> {

    private static final long serialVersionUID = 1L;

    private transient Rejections rejected;

    @Override
    public void open(OpenContext context) {
        rejected = new Rejections(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(KafkaRecord record, Context context, Collector<SeatChange> out) {
        try {
            Event event = EventJson.read(record.value());
            Optional<SeatChange> change = SeatChange.of(event);
            if (change.isPresent()) {
                out.collect(change.get());
            } else {
                reject(record, Reason.UNKNOWN_TYPE.word(),
                        "type: '" + event.typeName() + "' does not belong to this topic", context);
            }
        } catch (InvalidEventException invalid) {
            reject(record, invalid.reason().word(), invalid.getMessage(), context);
        } catch (ArithmeticException tooFar) {
            reject(record, Reason.INVALID_VALUE.word(), "expires_at, starts_at: one is beyond any calendar", context);
        }
    }

    private void reject(KafkaRecord record, String reason, String detail, Context context) {
        context.output(DeadLetter.TAG, rejected.refuse(
                record, reason, detail, context.timerService().currentProcessingTime()));
    }
}
