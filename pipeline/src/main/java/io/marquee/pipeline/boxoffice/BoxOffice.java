package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
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
        implements OneInputStreamOperator<SalesBatch, SalesRows>, Triggerable<Long, String> {

    /** How long totals and windows are kept, how they leave, and how many stay in memory. */
    record Settings(LocalTime dayStart, Duration grace, Duration retention, Flush flush, int cached)
            implements Serializable {}

    /**
     * How totals leave.
     *
     * @param every time between two looks at what has changed
     * @param historyEvery the same when all of it happened longer ago than {@code historyAge}
     * @param rowsAtOnce most rows in one message
     */
    record Flush(Duration every, Duration historyEvery, Duration historyAge, int rowsAtOnce) implements Serializable {}

    private static final long serialVersionUID = 1L;
    private static final char BUCKET_TIMER = 'b';
    private static final char SOURCE_TIMER = 's';

    private final Settings settings;
    private final long retention;

    private transient BusinessCalendar calendar;
    private transient Map<String, Place> places;
    private transient Buckets buckets;
    private transient Sources sources;
    private transient Unsent unsent;
    private transient InternalTimerService<String> timers;
    private transient ListState<Long> watermarkState;
    private transient long restoredWatermark;
    private transient ListState<Long> droppedState;
    private transient long restoredDropped;
    private transient BoxOfficeMetrics metrics;
    private transient Follow follow;
    private transient long lastFlush;

    BoxOffice(Settings settings) {
        this.settings = settings;
        this.retention = settings.retention().toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        // Flink forgets watermarks at a restart, but buckets that were dropped must not come to life again.
        watermarkState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
        restoredWatermark = newest(watermarkState);
        // Nor when the retention is longer now: they would begin again at nothing, and take the place of whole totals.
        droppedState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("dropped", LongSerializer.INSTANCE));
        restoredDropped = newest(droppedState);
    }

    private static long newest(ListState<Long> times) throws Exception {
        long newest = Long.MIN_VALUE;
        for (long time : times.get()) {
            newest = Math.max(newest, time);
        }
        return newest;
    }

    @Override
    public void open() throws Exception {
        super.open();
        calendar = new BusinessCalendar(settings.dayStart());
        places = new HashMap<>();
        unsent = new Unsent(settings.flush().rowsAtOnce(), rows -> output.collect(new StreamRecord<>(rows)));
        metrics = new BoxOfficeMetrics(getMetricGroup());
        follow = new Follow();
        timers = getInternalTimerService("expiry", StringSerializer.INSTANCE, this);
        buckets = new Buckets(
                calendar, settings.grace(), settings.retention(),
                new WriteBackCache<>(settings.cached(), new TheaterState<>(
                        this, bytesByName("buckets"), Bucket::key, Totals::toBytes, Totals::fromBytes)),
                unsent, (key, time) -> timers.registerEventTimeTimer(BUCKET_TIMER + key, time), this::watermark,
                metrics);
        sources = new Sources(
                settings.retention(),
                new WriteBackCache<>(settings.cached(), new TheaterState<>(
                        this, bytesByName("sources"), name -> name, Source::toBytes, Source::fromBytes)),
                (name, time) -> timers.registerEventTimeTimer(SOURCE_TIMER + name, time));
        scheduleFlush();
    }

    private MapState<String, byte[]> bytesByName(String name) throws Exception {
        return getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new MapStateDescriptor<>(name, StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    }

    @Override
    public void processElement(StreamRecord<SalesBatch> element) {
        SalesBatch sales = element.getValue();
        Place place = places.computeIfAbsent(sales.timeZone(), Place::new);
        long dropped = dropped();
        follow.begin();
        List<Slot<String, Source>> known = Sources.unknown(sales);
        for (int event = 0; event < sales.size(); event++) {
            BusinessDay day = place.dayOf(sales.occurredAt(event), calendar);
            if (place.lastEnd() <= dropped) {
                reject(sales, event, DeadLetter.TOO_LATE, "occurred_at: business day " + day.date()
                        + " ended before " + Instant.ofEpochMilli(dropped) + ", and totals of that time are no longer "
                        + "kept");
                continue;
            }
            switch (sources.see(sales, event, known)) {
                case DUPLICATE -> {
                    follow.duplicate(sales, event);
                    metrics.duplicates.inc();
                }
                case BEHIND -> reject(sales, event, DeadLetter.BEHIND_WINDOW, "sequence: " + sales.sequence(event)
                        + " is more than " + SequenceWindow.SIZE + " behind the newest of source '"
                        + sales.source(event) + "'");
                case NEW -> {
                    long version = buckets.add(sales, event, day, place.zone());
                    follow.counted(sales, event, day.date(), version);
                    unsent.counted(sales.occurredAt(event));
                    metrics.accepted.inc();
                }
            }
        }
        makeRoomIfNeeded();
    }

    private void makeRoomIfNeeded() {
        if (buckets.areTooMany() || sources.areTooMany()) {
            writeBack();
        }
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
            sources.settle(theaterId, name, timer.getTimestamp());
        } else {
            buckets.settle(theaterId, name, timer.getTimestamp());
        }
        makeRoomIfNeeded(); // a clock that jumps wakes up all buckets of its way at once
    }

    @Override
    public void onProcessingTime(InternalTimer<Long, String> timer) {
        throw new IllegalStateException("no timer of this operator runs in processing time");
    }

    private long watermark() {
        return Math.max(restoredWatermark, timers.currentWatermark());
    }

    /** Up to where buckets have been dropped: those that ended by then are no more, and never come back. */
    private long dropped() {
        long watermark = watermark();
        return watermark == Long.MIN_VALUE ? restoredDropped : Math.max(restoredDropped, watermark - retention);
    }

    private void reject(SalesBatch sales, int event, String reason, String detail) {
        output.collect(DeadLetter.TAG, new StreamRecord<>(metrics.rejected.refuse(
                sales.record(event), reason, detail, getProcessingTimeService().getCurrentProcessingTime())));
    }

    private void scheduleFlush() {
        long next = getProcessingTimeService().getCurrentProcessingTime() + settings.flush().every().toMillis();
        getProcessingTimeService().registerTimer(next, time -> {
            if (isFlushDue(time)) {
                flush();
            }
            metrics.lag(watermark() == Long.MIN_VALUE ? 0 : time - watermark());
            scheduleFlush();
        });
    }

    /** Nobody waits for totals of long ago: while history is read, rows gather for longer, and are fewer. */
    private boolean isFlushDue(long now) {
        boolean history = unsent.isAllBefore(now - settings.flush().historyAge().toMillis());
        return !history || now - lastFlush >= settings.flush().historyEvery().toMillis();
    }

    private void flush() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        lastFlush = now;
        int rows = unsent.size();
        if (rows > 0) {
            long oldestEvent = unsent.oldestEvent();
            long begun = System.nanoTime();
            unsent.sendAll();
            metrics.flushed(rows, oldestEvent, now, System.nanoTime() - begun);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        writeBack();
    }

    private void writeBack() {
        flush();
        buckets.writeBack();
        sources.writeBack();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermarkState.update(List.of(watermark()));
        droppedState.update(List.of(dropped()));
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }
}
