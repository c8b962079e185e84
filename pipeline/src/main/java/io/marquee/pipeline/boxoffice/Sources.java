package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.boxoffice.WriteBackCache.Id;
import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The sources of all theaters of a subtask: tells which events are new, forgets sources that have fallen silent. */
final class Sources {

    /** Wakes a source up again. */
    interface Timers {
        /** Calls {@link #settle} for the source of that name and the current theater at that event time. */
        void register(String name, long time);
    }

    // A duplicate must be refused as too late before its source's window is forgotten; a business day ends less than
    // three days after any instant in it.
    private static final Duration SLACK = Duration.ofDays(3);

    private final long kept;
    private final WriteBackCache<String, Source> cache;
    private final Timers timers;

    /** @param retention how long after its end a day takes events */
    Sources(Duration retention, WriteBackCache<String, Source> cache, Timers timers) {
        this.kept = retention.plus(SLACK).toMillis();
        this.cache = cache;
        this.timers = timers;
    }

    /** Room for the sources of a batch, none of which has been looked for yet. */
    static List<Slot<String, Source>> unknown(SalesBatch sales) {
        return new ArrayList<>(Collections.nCopies(sales.sourceCount(), null));
    }

    /**
     * Takes note of an event of the current theater.
     *
     * @param known the sources of the batch as far as they were looked for
     */
    SequenceWindow.Verdict see(SalesBatch sales, int event, List<Slot<String, Source>> known) {
        Slot<String, Source> source = known.get(sales.sourceNumber(event));
        if (source == null) {
            source = find(new Id<>(sales.theaterId(), sales.source(event)), sales.occurredAt(event));
            known.set(sales.sourceNumber(event), source);
        }
        SequenceWindow.Verdict verdict = source.value().see(sales.sequence(event), sales.occurredAt(event));
        if (verdict == SequenceWindow.Verdict.NEW) {
            source.changed();
        }
        return verdict;
    }

    private Slot<String, Source> find(Id<String> id, long occurredAt) {
        Slot<String, Source> source = cache.get(id);
        if (source == null) {
            source = cache.add(id, new Source());
            timers.register(id.name(), occurredAt + kept);
        }
        return source;
    }

    /** Looks what time it is for a source of the current theater, which asked for this time. */
    void settle(long theaterId, String name, long time) {
        Id<String> id = new Id<>(theaterId, name);
        Slot<String, Source> slot = cache.get(id);
        if (slot == null) {
            return;
        }
        long due = slot.value().newest() + kept;
        if (due <= time) {
            cache.remove(id);
        } else {
            timers.register(name, due);
        }
    }

    /** Whether more is in memory than should be before the next {@link #writeBack}. */
    boolean areTooMany() {
        return cache.isOverfull();
    }

    /** Puts all changes into state. */
    void writeBack() {
        cache.writeBack();
        cache.makeRoom();
    }
}
