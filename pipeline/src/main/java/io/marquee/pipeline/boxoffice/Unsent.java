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

    /** Sends one total now, if it has changed. */
    void send(Slot<Bucket, Totals> slot) {
        if (slot.unmarkUnsent()) {
            out.accept(new SalesRows(List.of(row(slot))));
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
                    out.accept(new SalesRows(rows));
                    rows = new ArrayList<>(rowsAtOnce);
                }
            }
        }
        if (!rows.isEmpty()) {
            out.accept(new SalesRows(rows));
        }
        changed.clear();
    }

    private static SalesRow row(Slot<Bucket, Totals> slot) {
        return slot.value().row(slot.id().theaterId(), slot.id().name());
    }
}
