package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Totals that have changed since they were last sent, each once however often it changed. */
final class Unsent {

    private final int rowsAtOnce;
    private final Consumer<SalesRows> out;
    private final List<Slot<Bucket, Totals>> changed = new ArrayList<>();
    private long oldestEvent = SalesRows.NO_EVENT;
    private long newestEvent = Long.MIN_VALUE;

    /**
     * @param rowsAtOnce most rows in one message
     * @param out where messages go
     */
    Unsent(int rowsAtOnce, Consumer<SalesRows> out) {
        this.rowsAtOnce = rowsAtOnce;
        this.out = out;
    }

    /** Takes note of a change. */
    void add(Slot<Bucket, Totals> slot) {
        if (slot.markUnsent()) {
            changed.add(slot);
        }
    }

    /** Takes note of when an event happened that changed totals. */
    void counted(long occurredAt) {
        oldestEvent = Math.min(oldestEvent, occurredAt);
        newestEvent = Math.max(newestEvent, occurredAt);
    }

    /** When the oldest event happened that is not sent, as in {@link SalesRows#oldestEvent}. */
    long oldestEvent() {
        return oldestEvent;
    }

    /** Whether there are events, and all of them happened before that time. */
    boolean isAllBefore(long time) {
        return oldestEvent != SalesRows.NO_EVENT && newestEvent < time;
    }

    /** Sends one total now, if it has changed. */
    void send(Slot<Bucket, Totals> slot) {
        if (slot.unmarkUnsent()) {
            out.accept(new SalesRows(List.of(row(slot)), SalesRows.NO_EVENT));
        }
    }

    /** How many are to be sent, or a few more. */
    int size() {
        return changed.size();
    }

    /** Sends all that have changed. */
    void sendAll() {
        List<SalesRow> rows = new ArrayList<>(Math.min(changed.size(), rowsAtOnce));
        for (Slot<Bucket, Totals> slot : changed) {
            if (slot.unmarkUnsent()) {
                rows.add(row(slot));
                if (rows.size() == rowsAtOnce) {
                    out.accept(new SalesRows(rows, oldestEvent));
                    rows = new ArrayList<>(rowsAtOnce);
                }
            }
        }
        if (!rows.isEmpty()) {
            out.accept(new SalesRows(rows, oldestEvent));
        }
        changed.clear();
        oldestEvent = SalesRows.NO_EVENT;
        newestEvent = Long.MIN_VALUE;
    }

    private static SalesRow row(Slot<Bucket, Totals> slot) {
        return slot.value().row(slot.id().theaterId(), slot.id().name());
    }
}
