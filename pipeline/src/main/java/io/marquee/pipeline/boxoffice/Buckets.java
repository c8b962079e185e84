package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import io.marquee.pipeline.boxoffice.WriteBackCache.Id;
import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The totals of all theaters of a subtask: adds events to them, calls them final, and ends them when time is over. */
final class Buckets {

    /** Wakes a bucket up again. */
    interface Timers {
        /** Calls {@link #settle} for the bucket of that name and the current theater at that event time. */
        void register(String key, long time);
    }

    private final BusinessCalendar calendar;
    private final long grace;
    private final long retention;
    private final WriteBackCache<Bucket, Totals> cache;
    private final Unsent unsent;
    private final Timers timers;
    private final LongSupplier watermark;
    private final BoxOfficeMetrics metrics;
    private final Map<Long, LatestDay> latest = new HashMap<>();

    Buckets(
            BusinessCalendar calendar, Duration grace, Duration retention, WriteBackCache<Bucket, Totals> cache,
            Unsent unsent, Timers timers, LongSupplier watermark, BoxOfficeMetrics metrics) {
        this.calendar = calendar;
        this.grace = grace.toMillis();
        this.retention = retention.toMillis();
        this.cache = cache;
        this.unsent = unsent;
        this.timers = timers;
        this.watermark = watermark;
        this.metrics = metrics;
    }

    /**
     * Adds an event of the current theater to its day, its movie's day and its month.
     *
     * @return the version from which on the day's totals have it
     */
    long add(SalesBatch sales, int event, BusinessDay day, ZoneId zone) {
        long movieId = sales.movieId(event);
        LatestDay known = latest.get(sales.theaterId());
        if (known == null || !known.is(day, zone, sales.currency())) {
            known = new LatestDay(day, zone, sales.currency());
            latest.put(sales.theaterId(), known);
        }
        for (Bucket.Kind kind : Bucket.KINDS) {
            Slot<Bucket, Totals> slot = known.get(kind, movieId);
            if (slot == null || !cache.use(slot)) {
                slot = find(sales.theaterId(), kind, movieId, known);
                known.put(kind, movieId, slot);
            }
            Totals totals = slot.value();
            if (totals.status() != Status.PROVISIONAL) {
                metrics.late.inc();
            }
            totals.add(sales.isRefund(event), sales.tickets(event), sales.amountMinor(event));
            slot.changed();
            unsent.add(slot);
        }
        return known.get(Bucket.Kind.DAY, movieId).value().version();
    }

    private Slot<Bucket, Totals> find(long theaterId, Bucket.Kind kind, long movieId, LatestDay known) {
        BusinessDay day = known.day();
        YearMonth month = YearMonth.from(day.date());
        Bucket bucket = switch (kind) {
            case DAY -> Bucket.day(day.date(), known.currency());
            case MONTH -> Bucket.month(month, known.currency());
            case MOVIE_DAY -> Bucket.movieDay(day.date(), known.currency(), movieId);
        };
        Id<Bucket> id = new Id<>(theaterId, bucket);
        Slot<Bucket, Totals> slot = known.isUnheardOf(kind, movieId) ? null : cache.get(id);
        long end = (kind == Bucket.Kind.MONTH ? calendar.endOf(month, known.zone()) : day.end()).toEpochMilli();
        if (slot != null) {
            if (slot.value().endsAt(end)) {
                slot.changed();
            }
            return slot;
        }
        if (kind == Bucket.Kind.DAY) {
            known.beginsHere();
        }
        return begin(id, end);
    }

    private Slot<Bucket, Totals> begin(Id<Bucket> id, long end) {
        Slot<Bucket, Totals> slot = cache.add(id, new Totals(end));
        boolean wasFinal = end + grace <= watermark.getAsLong();
        if (wasFinal) {
            slot.value().status(Status.FINAL); // at nothing, until this event
        }
        timers.register(id.name().key(), wasFinal ? removal(id.name()) : end + grace);
        return slot;
    }

    /**
     * When a bucket is dropped: not before the retention is over in every zone. An event is refused by the end of its
     * day in its own zone, which may be further west than those the bucket knows; if it was gone by then it would begin
     * again at nothing, and the sinks would keep the totals that have higher versions.
     */
    private long removal(Bucket bucket) {
        return calendar.begunEverywhere(bucket.next()).toEpochMilli() + retention;
    }

    /** Looks what time it is for a bucket of the current theater, which asked for this time. */
    void settle(long theaterId, String key, long time) {
        Id<Bucket> id = new Id<>(theaterId, Bucket.ofKey(key));
        Slot<Bucket, Totals> slot = cache.get(id);
        if (slot == null) {
            return;
        }
        // Not by what the timer was set for: the options may have changed since, and the end.
        Totals totals = slot.value();
        long removal = removal(id.name());
        if (removal <= time) {
            unsent.send(slot);
            cache.remove(id);
            latest.remove(theaterId);
        } else if (totals.end() + grace <= time) {
            if (totals.status() == Status.PROVISIONAL) {
                totals.status(Status.FINAL);
                slot.changed();
                unsent.add(slot);
            }
            timers.register(key, removal);
        } else {
            timers.register(key, totals.end() + grace);
        }
    }

    /** Whether more is in memory than should be before the next {@link #writeBack}. */
    boolean areTooMany() {
        return cache.isOverfull();
    }

    /** Puts all changes into state. Nothing may be waiting to be sent. */
    void writeBack() {
        cache.writeBack();
        if (cache.makeRoom()) {
            latest.clear(); // or it would hold on to what the cache let go of
        }
    }
}
