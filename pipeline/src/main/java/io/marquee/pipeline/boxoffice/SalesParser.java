package io.marquee.pipeline.boxoffice;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.InvalidEventException.Reason;
import io.marquee.events.SalesEvent;
import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.Rejections;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Reads sales and refunds; what is none, or cannot have happened yet, becomes a dead letter. What was refused before
 * stays so.
 */
final class SalesParser extends ProcessFunction<KafkaRecord, Sale> {

    /** One event from a clock that runs wrong must not carry the clock of the stream into the future. */
    static final Duration FARTHEST_AHEAD = Duration.ofHours(24);

    private static final long serialVersionUID = 1L;

    private final RefusedBefore refusedBefore;
    private transient Rejections rejected;

    SalesParser(RefusedBefore refusedBefore) {
        this.refusedBefore = refusedBefore;
    }

    @Override
    public void open(OpenContext context) {
        rejected = new Rejections(getRuntimeContext().getMetricGroup());
        refusedBefore.read();
    }

    @Override
    public void processElement(KafkaRecord record, Context context, Collector<Sale> out) {
        if (refusedBefore.holds(record)) {
            context.output(DeadLetter.TAG, new DeadLetter(record, DeadLetter.REFUSED_BEFORE, ""));
            return;
        }
        SalesEvent event;
        try {
            event = EventJson.readSales(record.value());
        } catch (InvalidEventException invalid) {
            reject(record, invalid.reason().word(), invalid.getMessage(), context);
            return;
        }
        Instant now = Instant.ofEpochMilli(written(context));
        if (event.occurredAt().isBefore(Instant.EPOCH)) {
            reject(record, Reason.INVALID_VALUE.word(),
                    "occurred_at: '" + event.occurredAt() + "' is before 1970", context);
        } else if (event.occurredAt().isAfter(now.plus(FARTHEST_AHEAD))) {
            reject(record, DeadLetter.FROM_FUTURE,
                    "occurred_at: '" + event.occurredAt() + "' is more than " + FARTHEST_AHEAD.toHours()
                            + " h ahead of " + now, context);
        } else {
            out.collect(Sale.of(event, record));
        }
    }

    /**
     * When the record was written to Kafka, in milliseconds since 1970. Judged by that it is judged alike whenever it
     * is read again, after a crash, say; where the writer's clock is ahead, or it told none, it is the time of now.
     */
    private static long written(Context context) {
        long now = context.timerService().currentProcessingTime();
        Long written = context.timestamp();
        return written == null || written <= 0 ? now : Math.min(written, now);
    }

    private void reject(KafkaRecord record, String reason, String detail, Context context) {
        context.output(DeadLetter.TAG, rejected.refuse(
                record, reason, detail, context.timerService().currentProcessingTime()));
    }
}
