package io.marquee.pipeline.boxoffice;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keyed state that is in use, kept in memory. Changes reach the state when {@link #writeBack} is called, which must
 * happen before each checkpoint, and when an entry makes room for another. The one used longest ago goes first.
 *
 * @param <N> how a value is named within its theater
 * @param <V> the values; mutable, so {@link #changed} tells of a change
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
    record Id<N>(long theaterId, N name) {}

    private static final class Entry<V> {
        private final V value;
        private boolean unsaved;

        private Entry(V value) {
            this.value = value;
        }
    }

    private final Store<N, V> store;
    private final LinkedHashMap<Id<N>, Entry<V>> entries;

    /**
     * @param most entries that are kept
     * @param store the state underneath
     */
    WriteBackCache(int most, Store<N, V> store) {
        this.store = store;
        this.entries = new LinkedHashMap<>(1_024, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Id<N>, Entry<V>> eldest) {
                if (size() <= most) {
                    return false;
                }
                save(eldest.getKey(), eldest.getValue());
                return true;
            }
        };
    }

    /** The value of that name; null when there is none. */
    V get(Id<N> id) {
        Entry<V> entry = entries.get(id);
        if (entry != null) {
            return entry.value;
        }
        V stored = store.load(id.theaterId, id.name);
        if (stored != null) {
            entries.put(id, new Entry<>(stored));
        }
        return stored;
    }

    /** Takes in a value that is new, or was got earlier and has changed. */
    void changed(Id<N> id, V value) {
        Entry<V> entry = entries.get(id);
        if (entry == null || entry.value != value) {
            entry = new Entry<>(value);
            entry.unsaved = true; // before put, which may save it at once
            entries.put(id, entry);
        }
        entry.unsaved = true;
    }

    /** Forgets the value, in memory and in state. */
    void remove(Id<N> id) {
        entries.remove(id);
        store.delete(id.theaterId, id.name);
    }

    /** Puts every change into state. */
    void writeBack() {
        entries.forEach(this::save);
    }

    private void save(Id<N> id, Entry<V> entry) {
        if (entry.unsaved) {
            store.save(id.theaterId, id.name, entry.value);
            entry.unsaved = false;
        }
    }
}
