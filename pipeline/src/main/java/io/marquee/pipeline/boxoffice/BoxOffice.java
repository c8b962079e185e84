package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import io.marquee.pipeline.boxoffice.WriteBackCache.Id;
import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up sales and refunds per theater: drops duplicates, refuses what can no longer be told apart or counted, keeps
 * the totals of days, months and movies, and sends those that changed, every so often and before each checkpoint.
 *
 * <p>An operator rather than a function, because only an operator may touch state and send rows before a checkpoint's
 * barrier. That is what lets it keep totals in memory between checkpoints, and it means that all rows of a checkpoint
 * have reached the sinks when it is complete: nothing is left to send after a restore.
 *
 * <p>Two names in state for the same thing never change: {@link Bucket#key} and the name of a source.
 */
final class BoxOffice extends AbstractStreamOperator<SalesRows>
        implements OneInputStreamOperator<Sale, SalesRows>, Triggerable<Long, String> {

    /** How long totals and windows are kept, and how they leave. */
    record Settings(
            LocalTime dayStart, Duration grace, Duration retention, Duration flushEvery, int rowsAtOnce, int cached)
            implements Serializable {}

    private static final long serialVersionUID = 1L;
    private static final char BUCKET_TIMER = 'b';
    private static final char SOURCE_TIMER = 's';
    // A duplicate must be refused as too late before its source's window is forgotten; a business day ends less than
    // three days after any instant in it.
    private static final long SOURCE_SLACK = Duration.ofDays(3).toMillis();

    private final Settings settings;
    private final long grace;
    private final long retention;

    private transient BusinessCalendar calendar;
    private transient Map<String, BusinessDay> lastDays;
    private transient WriteBackCache<Bucket, Totals> buckets;
    private transient WriteBackCache<String, Source> sources;
    private transient Unsent unsent;
    private transient InternalTimerService<String> timers;
    private transient ListState<Long> watermarkState;
    private transient long restoredWatermark;
    private transient BoxOfficeMetrics metrics;

    BoxOffice(Settings settings) {
        this.settings = settings;
        this.grace = settings.grace().toMillis();
        this.retention = settings.retention().toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        // Flink forgets watermarks at a restart, but buckets that were dropped must not come to life again.
        watermarkState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
        restoredWatermark = Long.MIN_VALUE;
        for (long watermark : watermarkState.get()) {
            restoredWatermark = Math.max(restoredWatermark, watermark);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        calendar = new BusinessCalendar(settings.dayStart());
        lastDays = new HashMap<>();
        unsent = new Unsent(settings.rowsAtOnce(), rows -> output.collect(new StreamRecord<>(rows)));
        metrics = new BoxOfficeMetrics(getMetricGroup());
        timers = getInternalTimerService("expiry", StringSerializer.INSTANCE, this);
        buckets = new WriteBackCache<>(settings.cached(), new TheaterState<>(
                this, bytesByName("buckets"),
                Bucket::key, Totals::toBytes, Totals::fromBytes));
        sources = new WriteBackCache<>(settings.cached(), new TheaterState<>(
                this, bytesByName("sources"),
                name -> name, Source::toBytes, Source::fromBytes));
        scheduleFlush();
    }

    private MapState<String, byte[]> bytesByName(String name) throws Exception {
        return getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new MapStateDescriptor<>(name, StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    }

    @Override
    public void processElement(StreamRecord<Sale> element) {
        Sale sale = element.getValue();
        ZoneId zone = ZoneId.of(sale.timeZone());
        BusinessDay day = dayOf(sale, zone);
        long dayEnd = day.end().toEpochMilli();
        if (dayEnd + retention <= watermark()) {
            reject(sale, DeadLetter.TOO_LATE, "occurred_at: business day " + day.date() + " ended more than "
                    + settings.retention().toDays() + " d before " + Instant.ofEpochMilli(watermark()));
            return;
        }
        switch (see(sale)) {
            case DUPLICATE -> metrics.duplicates.inc();
            case BEHIND -> reject(sale, DeadLetter.BEHIND_WINDOW, "sequence: " + sale.sequence() + " is more than "
                    + SequenceWindow.SIZE + " behind the newest of source '" + sale.source() + "'");
            case NEW -> {
                YearMonth month = YearMonth.from(day.date());
                add(sale, Bucket.day(day.date(), sale.currency()), dayEnd);
                add(sale, Bucket.movieDay(day.date(), sale.currency(), sale.movieId()), dayEnd);
                add(sale, Bucket.month(month, sale.currency()), calendar.endOf(month, zone).toEpochMilli());
                metrics.accepted(sale);
            }
        }
        if (buckets.isOverfull() || sources.isOverfull()) {
            writeBack();
        }
    }

    private BusinessDay dayOf(Sale sale, ZoneId zone) {
        Instant instant = Instant.ofEpochMilli(sale.occurredAt());
        BusinessDay last = lastDays.get(sale.timeZone());
        if (last == null || !last.contains(instant)) {
            last = calendar.dayOf(instant, zone);
            lastDays.put(sale.timeZone(), last);
        }
        return last;
    }

    private SequenceWindow.Verdict see(Sale sale) {
        Id<String> id = new Id<>(sale.theaterId(), sale.source());
        Slot<String, Source> source = sources.get(id);
        if (source == null) {
            source = sources.add(id, new Source());
            timers.registerEventTimeTimer(SOURCE_TIMER + sale.source(), sale.occurredAt() + retention + SOURCE_SLACK);
        }
        SequenceWindow.Verdict verdict = source.value().see(sale);
        if (verdict == SequenceWindow.Verdict.NEW) {
            source.changed();
        }
        return verdict;
    }

    private void add(Sale sale, Bucket bucket, long end) {
        Id<Bucket> id = new Id<>(sale.theaterId(), bucket);
        Slot<Bucket, Totals> slot = buckets.get(id);
        if (slot == null) {
            slot = buckets.add(id, new Totals(end));
            boolean wasFinal = end + grace <= watermark();
            if (wasFinal) {
                slot.value().status(Status.FINAL); // at nothing, until this event
            }
            timers.registerEventTimeTimer(BUCKET_TIMER + bucket.key(), end + (wasFinal ? retention : grace));
        }
        if (slot.value().status() != Status.PROVISIONAL) {
            metrics.late.inc();
        }
        slot.value().add(sale);
        slot.changed();
        unsent.add(slot);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.equals(Watermark.MAX_WATERMARK)) {
            // A job that is stopped with a drain says that time is over. It is not: the next job goes on from the
            // savepoint, and would find every bucket too old.
            output.emitWatermark(mark);
        } else {
            super.processWatermark(mark);
        }
    }

    @Override
    public void onEventTime(InternalTimer<Long, String> timer) {
        long theaterId = timer.getKey();
        String name = timer.getNamespace().substring(1);
        if (timer.getNamespace().charAt(0) == SOURCE_TIMER) {
            expireSource(new Id<>(theaterId, name), timer);
        } else {
            settleBucket(new Id<>(theaterId, Bucket.ofKey(name)), timer);
        }
    }

    private void settleBucket(Id<Bucket> id, InternalTimer<Long, String> timer) {
        Slot<Bucket, Totals> slot = buckets.get(id);
        if (slot == null) {
            return;
        }
        // From the bucket's end, not from what the timer was set for: the options may have changed since.
        Totals totals = slot.value();
        if (totals.end() + retention <= timer.getTimestamp()) {
            unsent.send(slot);
            buckets.remove(id);
        } else if (totals.end() + grace <= timer.getTimestamp()) {
            if (totals.status() == Status.PROVISIONAL) {
                totals.status(Status.FINAL);
                slot.changed();
                unsent.add(slot);
            }
            timers.registerEventTimeTimer(timer.getNamespace(), totals.end() + retention);
        } else {
            timers.registerEventTimeTimer(timer.getNamespace(), totals.end() + grace);
        }
    }

    private void expireSource(Id<String> id, InternalTimer<Long, String> timer) {
        Slot<String, Source> slot = sources.get(id);
        if (slot == null) {
            return;
        }
        long due = slot.value().newest() + retention + SOURCE_SLACK;
        if (due <= timer.getTimestamp()) {
            sources.remove(id);
        } else {
            timers.registerEventTimeTimer(timer.getNamespace(), due);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Long, String> timer) {
        throw new IllegalStateException("no timer of this operator runs in processing time");
    }

    private long watermark() {
        return Math.max(restoredWatermark, timers.currentWatermark());
    }

    private void reject(Sale sale, String reason, String detail) {
        metrics.rejected.count(reason);
        output.collect(DeadLetter.TAG, new StreamRecord<>(new DeadLetter(sale.record(), reason, detail)));
    }

    private void scheduleFlush() {
        long next = getProcessingTimeService().getCurrentProcessingTime() + settings.flushEvery().toMillis();
        getProcessingTimeService().registerTimer(next, time -> {
            flush();
            scheduleFlush();
        });
    }

    private void flush() {
        if (unsent.size() > 0) {
            metrics.flushed(unsent.size(), getProcessingTimeService().getCurrentProcessingTime());
            unsent.sendAll();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        writeBack();
    }

    private void writeBack() {
        flush();
        buckets.writeBack();
        buckets.makeRoom();
        sources.writeBack();
        sources.makeRoom();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermarkState.update(List.of(watermark()));
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }
}
