package io.marquee.generator.audit;

/**
 * A map from 128-bit fingerprints to longs, or a set of them, in flat arrays: 24 or 16 bytes per slot, ten million
 * entries in some 320 or 215 MB. Linear probing; there is room for a sixth more than expected before it grows.
 */
final class FingerprintTable {

    /** Stands for "not there". */
    static final long NONE = -1;

    private static final int MOST = Integer.MAX_VALUE - 16;

    private long[] high;
    private long[] low;
    // Null in a set, where each entry has the value 0.
    private long[] values;
    private int size;

    private FingerprintTable(long expected, boolean withValues) {
        allocate((int) Math.min(MOST, Math.max(1_024, expected * 4 / 3 + 1)), withValues);
    }

    /** @param expected how many entries may come; more are taken too */
    static FingerprintTable map(long expected) {
        return new FingerprintTable(expected, true);
    }

    /** @param expected how many entries may come; more are taken too */
    static FingerprintTable set(long expected) {
        return new FingerprintTable(expected, false);
    }

    private void allocate(int capacity, boolean withValues) {
        high = new long[capacity];
        low = new long[capacity];
        values = withValues ? new long[capacity] : null;
    }

    /** Puts an entry into a set; false when it was there. */
    boolean add(long fingerprintHigh, long fingerprintLow) {
        return putIfAbsent(fingerprintHigh, fingerprintLow, 0) == NONE;
    }

    /**
     * Puts an entry in, unless there is one.
     *
     * @param value 0 or more
     * @return the value that was there before; {@link #NONE} when the entry is new
     */
    long putIfAbsent(long fingerprintHigh, long fingerprintLow, long value) {
        int slot = slot(fingerprintHigh, fingerprintLow);
        if (isTaken(slot)) {
            return value(slot);
        }
        if (size >= high.length / 8 * 7) {
            grow();
            slot = slot(fingerprintHigh, fingerprintLow);
        }
        set(slot, fingerprintHigh, fingerprintLow, value);
        size++;
        return NONE;
    }

    /** Gives an entry that is there another value, 0 or more. */
    void replace(long fingerprintHigh, long fingerprintLow, long value) {
        values[slot(fingerprintHigh, fingerprintLow)] = value;
    }

    /** The value of an entry; {@link #NONE} when there is none. */
    long get(long fingerprintHigh, long fingerprintLow) {
        int slot = slot(fingerprintHigh, fingerprintLow);
        return isTaken(slot) ? value(slot) : NONE;
    }

    int size() {
        return size;
    }

    // A free slot is all zeros. That a fingerprint is, is as unlikely as that two are the same.
    private boolean isTaken(int slot) {
        return (high[slot] | low[slot]) != 0;
    }

    private long value(int slot) {
        return values == null ? 0 : values[slot];
    }

    private void set(int slot, long fingerprintHigh, long fingerprintLow, long value) {
        high[slot] = fingerprintHigh;
        low[slot] = fingerprintLow;
        if (values != null) {
            values[slot] = value;
        }
    }

    private int slot(long fingerprintHigh, long fingerprintLow) {
        // The upper half of the product spreads an even 63-bit number over any number of slots (Lemire 2016).
        int slot = (int) Math.multiplyHigh(fingerprintHigh >>> 1, (long) high.length << 1);
        while (isTaken(slot) && (high[slot] != fingerprintHigh || low[slot] != fingerprintLow)) {
            slot = slot + 1 == high.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow() {
        if (high.length == MOST) {
            throw new IllegalStateException("more events than an audit can hold at once");
        }
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldValues = values;
        allocate((int) Math.min(MOST, oldHigh.length * 3L / 2), oldValues != null);
        for (int i = 0; i < oldHigh.length; i++) {
            if ((oldHigh[i] | oldLow[i]) != 0) {
                set(slot(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldValues == null ? 0 : oldValues[i]);
            }
        }
    }
}
