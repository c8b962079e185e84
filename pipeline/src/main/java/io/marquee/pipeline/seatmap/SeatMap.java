package io.marquee.pipeline.seatmap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps who has which seat of each showing, and says so when it changes: by an event, or because a hold ran out.
 *
 * <p>An operator rather than a function, for timers that are named by seat: a hold that ends looks at its own seats,
 * not at all of the showing.
 */
final class SeatMap extends AbstractStreamOperator<SeatUpdate>
        implements OneInputStreamOperator<SeatChange, SeatUpdate>, Triggerable<Long, String> {

    private static final long serialVersionUID = 1L;
    private static final String NO_SEAT = ""; // names the timer of the showing itself
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Keeping keeping;

    private transient MapState<String, byte[]> seats;
    private transient ValueState<Long> forgetAt;
    private transient InternalTimerService<String> timers;
    private transient Counter accepted;
    private transient Counter outdated;
    private transient Counter expired;
    private transient Counter over;

    SeatMap(Keeping keeping) {
        this.keeping = keeping;
    }

    @Override
    public void open() throws Exception {
        super.open();
        seats = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE,
                new MapStateDescriptor<>("seats", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
        forgetAt = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE,
                new ValueStateDescriptor<>("forget-at", LongSerializer.INSTANCE));
        timers = getInternalTimerService("expiry", StringSerializer.INSTANCE, this);
        accepted = getMetricGroup().counter("accepted");
        outdated = getMetricGroup().counter("outdated");
        expired = getMetricGroup().counter("expired");
        over = getMetricGroup().counter("over");
    }

    @Override
    public void processElement(StreamRecord<SeatChange> element) throws Exception {
        SeatChange change = element.getValue();
        long now = timers.currentProcessingTime();
        if (keeping.isOver(change.startsAt(), now)) {
            over.inc(); // history that is read again: nobody looks at these seats
            return;
        }
        Seat next = change.seat();
        // An event read again after a long time may tell of a hold that is over: nobody is to see it held.
        Optional<Seat> free = next.expiredBy(now);
        List<String> changed = new ArrayList<>(change.seats().size());
        for (String name : change.seats()) {
            byte[] stored = seats.get(name);
            if (stored == null || Seat.fromBytes(stored).changedTo(next).isPresent()) {
                seats.put(name, free.orElse(next).toBytes());
                changed.add(name);
                if (free.isEmpty() && next.state() == Seat.State.HELD) {
                    timers.registerProcessingTimeTimer(name, next.expiresAt());
                }
            }
        }
        if (changed.isEmpty()) {
            outdated.inc();
            return;
        }
        accepted.inc();
        long end = keepUntil(keeping.end(change.startsAt(), now), change.startsAt() != 0);
        send(change.showtimeId(), changed, free.orElse(next), free.isPresent(), end);
    }

    private long keepUntil(long end, boolean startIsKnown) throws Exception {
        Long before = forgetAt.value();
        if (before == null || startIsKnown && end < before - HOUR) {
            timers.registerProcessingTimeTimer(NO_SEAT, end);
        } else if (Math.abs(end - before) < HOUR || !startIsKnown && end < before) {
            return before; // exact enough, and no write for each change
        }
        forgetAt.update(end);
        return end;
    }

    @Override
    public void onProcessingTime(InternalTimer<Long, String> timer) throws Exception {
        String name = timer.getNamespace();
        if (name.equals(NO_SEAT)) {
            forget(timer);
            return;
        }
        byte[] stored = seats.get(name);
        if (stored == null) {
            return;
        }
        Optional<Seat> free = Seat.fromBytes(stored).expiredBy(timer.getTimestamp());
        if (free.isPresent()) {
            seats.put(name, free.get().toBytes());
            expired.inc();
            Long end = forgetAt.value();
            send(timer.getKey(), List.of(name), free.get(), true,
                    end == null ? keeping.end(0, timer.getTimestamp()) : end);
        }
    }

    private void forget(InternalTimer<Long, String> timer) throws Exception {
        Long end = forgetAt.value();
        if (end != null && end > timer.getTimestamp()) {
            timers.registerProcessingTimeTimer(NO_SEAT, end);
        } else {
            forgetAt.clear();
            seats.clear();
        }
    }

    @Override
    public void onEventTime(InternalTimer<Long, String> timer) {
        throw new IllegalStateException("no timer of this operator runs in event time");
    }

    private void send(long showtimeId, List<String> names, Seat seat, boolean hasExpired, long end) {
        output.collect(new StreamRecord<>(new SeatUpdate(
                showtimeId, names, seat.state().word(), seat.version(), seat.expiresAt(), hasExpired, end)));
    }
}
