package io.marquee.generator.audit;

import java.util.Arrays;

/**
 * A map from 128-bit fingerprints to longs in three flat arrays: 24 bytes per slot, ten million entries in some 320 MB.
 * Linear probing; it grows by half when three quarters are taken.
 */
final class FingerprintTable {

    /** Stands for "not there". */
    static final long NONE = -1;

    private static final int MOST = Integer.MAX_VALUE - 16;

    private long[] high;
    private long[] low;
    private long[] values;
    private int size;

    /** @param expected how many entries may come; more are taken too */
    FingerprintTable(long expected) {
        allocate((int) Math.min(MOST, Math.max(1_024, expected * 4 / 3 + 1)));
    }

    private void allocate(int capacity) {
        high = new long[capacity];
        low = new long[capacity];
        values = new long[capacity];
        Arrays.fill(values, NONE);
    }

    /**
     * Puts an entry in, unless there is one.
     *
     * @param value 0 or more
     * @return the value that was there before; {@link #NONE} when the entry is new
     */
    long putIfAbsent(long fingerprintHigh, long fingerprintLow, long value) {
        int slot = slot(fingerprintHigh, fingerprintLow);
        if (values[slot] != NONE) {
            return values[slot];
        }
        if (size >= values.length / 4 * 3) {
            grow();
            slot = slot(fingerprintHigh, fingerprintLow);
        }
        high[slot] = fingerprintHigh;
        low[slot] = fingerprintLow;
        values[slot] = value;
        size++;
        return NONE;
    }

    /** Gives an entry that is there another value, 0 or more. */
    void replace(long fingerprintHigh, long fingerprintLow, long value) {
        values[slot(fingerprintHigh, fingerprintLow)] = value;
    }

    /** The value of an entry; {@link #NONE} when there is none. */
    long get(long fingerprintHigh, long fingerprintLow) {
        return values[slot(fingerprintHigh, fingerprintLow)];
    }

    int size() {
        return size;
    }

    private int slot(long fingerprintHigh, long fingerprintLow) {
        // The upper half of the product spreads an even 63-bit number over any number of slots (Lemire 2016).
        int slot = (int) Math.multiplyHigh(fingerprintHigh >>> 1, (long) values.length << 1);
        while (values[slot] != NONE && (high[slot] != fingerprintHigh || low[slot] != fingerprintLow)) {
            slot = slot + 1 == values.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow() {
        if (values.length == MOST) {
            throw new IllegalStateException("more events than an audit can hold at once");
        }
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldValues = values;
        allocate((int) Math.min(MOST, oldValues.length * 3L / 2));
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != NONE) {
                int slot = slot(oldHigh[i], oldLow[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
