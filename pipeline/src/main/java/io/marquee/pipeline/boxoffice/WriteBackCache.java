package io.marquee.pipeline.boxoffice;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keyed state that is in use, kept in memory. Changes reach the state when {@link #writeBack} is called, which must
 * happen before each checkpoint. {@link #makeRoom}, called after it, lets go of what was not used lately.
 *
 * @param <N> how a value is named within its theater
 * @param <V> the values; mutable
 */
final class WriteBackCache<N, V> {

    /** The state underneath. */
    interface Store<N, V> {
        /** The value in state; null when there is none. */
        V load(long theaterId, N name);

        /** Puts the value into state. */
        void save(long theaterId, N name, V value);

        /** Takes the value out of state. */
        void delete(long theaterId, N name);
    }

    /** Names a value among those of all theaters. */
    record Id<N>(long theaterId, N name) {

        // Theaters, days and movies are small numbers in a row: a sum of small multiples would have them collide.
        @Override
        public int hashCode() {
            return Long.hashCode(theaterId * 0x9E3779B97F4A7C15L) ^ name.hashCode();
        }
    }

    /** A value in memory, and what is still to be done with it. */
    static final class Slot<N, V> {
        private final Id<N> id;
        private final V value;
        private boolean unsaved;
        private boolean unsent;
        private boolean held = true;
        private int lastRound;

        private Slot(Id<N> id, V value) {
            this.id = id;
            this.value = value;
        }

        Id<N> id() {
            return id;
        }

        V value() {
            return value;
        }

        /** Tells that the value has changed, so that it is written back. */
        void changed() {
            unsaved = true;
        }

        /** Marks the value to be sent; false when it was marked already. */
        boolean markUnsent() {
            boolean first = !unsent;
            unsent = true;
            return first;
        }

        /** Takes the mark off; false when there was none. */
        boolean unmarkUnsent() {
            boolean was = unsent;
            unsent = false;
            return was;
        }
    }

    private final int most;
    private final Store<N, V> store;
    private final Map<Id<N>, Slot<N, V>> slots = new HashMap<>(1_024);
    private int round;

    /**
     * @param most values that are kept from one round of {@link #makeRoom} to the next
     * @param store the state underneath
     */
    WriteBackCache(int most, Store<N, V> store) {
        this.most = most;
        this.store = store;
    }

    /** The value of that name; null when there is none. */
    Slot<N, V> get(Id<N> id) {
        Slot<N, V> slot = slots.get(id);
        if (slot == null) {
            V stored = store.load(id.theaterId, id.name);
            if (stored == null) {
                return null;
            }
            slot = new Slot<>(id, stored);
            slots.put(id, slot);
        }
        slot.lastRound = round;
        return slot;
    }

    /** Notes that a value is used again which the caller remembers; false when it was let go of or forgotten. */
    boolean use(Slot<N, V> slot) {
        slot.lastRound = round;
        return slot.held;
    }

    /** Takes in a value that is new. */
    Slot<N, V> add(Id<N> id, V value) {
        Slot<N, V> slot = new Slot<>(id, value);
        slot.unsaved = true;
        slot.lastRound = round;
        slots.put(id, slot);
        return slot;
    }

    /** Forgets the value, in memory and in state. */
    void remove(Id<N> id) {
        Slot<N, V> slot = slots.remove(id);
        if (slot != null) {
            slot.held = false;
        }
        store.delete(id.theaterId, id.name);
    }

    /** Puts every change into state. */
    void writeBack() {
        for (Slot<N, V> slot : slots.values()) {
            if (slot.unsaved) {
                store.save(slot.id.theaterId, slot.id.name, slot.value);
                slot.unsaved = false;
            }
        }
    }

    /** Whether there are so many values that room is to be made before the next checkpoint. */
    boolean isOverfull() {
        return slots.size() > 2L * most;
    }

    /**
     * Lets go of values until there are as few as there may be: first of those not used since the last call. Nothing
     * may be waiting to be sent; what was not written back stays.
     *
     * @return whether it let go of any
     */
    boolean makeRoom() {
        int before = slots.size();
        letGo(slot -> slot.lastRound < round);
        letGo(slot -> true);
        round++;
        return slots.size() < before;
    }

    private void letGo(Predicate<Slot<N, V>> which) {
        Iterator<Slot<N, V>> all = slots.values().iterator();
        while (slots.size() > most && all.hasNext()) {
            Slot<N, V> slot = all.next();
            if (!slot.unsaved && which.test(slot)) {
                all.remove();
                slot.held = false;
            }
        }
    }
}
