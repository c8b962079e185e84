package io.marquee.generator.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Sums by theater, movie, day and currency, 72 bytes each, so that millions of buckets fit. Rows are numbered from 0 as
 * they come; they lie in chunks, so that growing copies none.
 */
final class LedgerTable {

    private static final int EMPTY = -1;
    // Small enough that the garbage collector gives no chunk regions of its own, half of them empty.
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    // The longs of a row.
    private static final int THEATER = 0;
    private static final int MOVIE = 1;
    private static final int DAY_AND_CURRENCY = 2;
    private static final int SUMS = 3;
    private static final int WIDTH = 9;

    private final List<long[]> chunks = new ArrayList<>();
    private int[] index = new int[1 << 12];
    private int size;

    LedgerTable() {
        Arrays.fill(index, EMPTY);
    }

    /** A bucket's name. */
    record Key(long theater, long movie, int day, String currency) {}

    /** The row of a bucket; made when there is none. */
    int row(long theater, long movie, int day, String currency) {
        long dayAndCurrency = dayAndCurrency(day, currency);
        int slot = slot(theater, movie, dayAndCurrency);
        if (index[slot] != EMPTY) {
            return index[slot];
        }
        if (size >= index.length / 2) {
            growIndex();
            slot = slot(theater, movie, dayAndCurrency);
        }
        int row = size++;
        if ((row & CHUNK_MASK) == 0) {
            chunks.add(new long[WIDTH << CHUNK_BITS]);
        }
        long[] chunk = chunk(row);
        int at = at(row);
        chunk[at + THEATER] = theater;
        chunk[at + MOVIE] = movie;
        chunk[at + DAY_AND_CURRENCY] = dayAndCurrency;
        index[slot] = row;
        return row;
    }

    /** The row of a bucket; -1 when there is none. */
    int find(long theater, long movie, int day, String currency) {
        return currency.length() == 3 ? index[slot(theater, movie, dayAndCurrency(day, currency))] : EMPTY;
    }

    /** Adds to a row; a negative count takes back. */
    void add(int row, boolean refund, long count, long tickets, long amount) {
        long[] chunk = chunk(row);
        int at = at(row) + SUMS + (refund ? 1 : 0);
        chunk[at] = Math.addExact(chunk[at], count);
        chunk[at + 2] = Math.addExact(chunk[at + 2], tickets);
        chunk[at + 4] = Math.addExact(chunk[at + 4], amount);
    }

    Sums sums(int row) {
        long[] chunk = chunk(row);
        int at = at(row) + SUMS;
        return new Sums(chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3], chunk[at + 4], chunk[at + 5]);
    }

    Key key(int row) {
        long[] chunk = chunk(row);
        int at = at(row);
        int code = (int) chunk[at + DAY_AND_CURRENCY];
        String currency = new String(new char[] {(char) (code >> 16), (char) (code >> 8 & 0xFF), (char) (code & 0xFF)});
        return new Key(chunk[at + THEATER], chunk[at + MOVIE], (int) (chunk[at + DAY_AND_CURRENCY] >> 32), currency);
    }

    int size() {
        return size;
    }

    /** Rows that are not all zeros, and not in the set. */
    BitSet without(BitSet rows) {
        BitSet others = new BitSet(size);
        for (int row = rows.nextClearBit(0); row < size; row = rows.nextClearBit(row + 1)) {
            if (!sums(row).isZero()) {
                others.set(row);
            }
        }
        return others;
    }

    private long[] chunk(int row) {
        return chunks.get(row >> CHUNK_BITS);
    }

    private static int at(int row) {
        return (row & CHUNK_MASK) * WIDTH;
    }

    // Codes are three letters from A to Z.
    private static long dayAndCurrency(int day, String currency) {
        return (long) day << 32 | currency.charAt(0) << 16 | currency.charAt(1) << 8 | currency.charAt(2);
    }

    private int slot(long theater, long movie, long dayAndCurrency) {
        long hash = theater * 0x9E3779B97F4A7C15L + movie;
        hash = (hash ^ hash >>> 29) * 0x9E3779B97F4A7C15L + dayAndCurrency;
        hash = (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
        int mask = index.length - 1;
        int slot = (int) (hash >>> 33) & mask;
        for (int row = index[slot]; row != EMPTY; row = index[slot]) {
            long[] chunk = chunk(row);
            int at = at(row);
            if (chunk[at + THEATER] == theater
                    && chunk[at + MOVIE] == movie
                    && chunk[at + DAY_AND_CURRENCY] == dayAndCurrency) {
                break;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void growIndex() {
        index = new int[index.length * 2];
        Arrays.fill(index, EMPTY);
        for (int row = 0; row < size; row++) {
            long[] chunk = chunk(row);
            int at = at(row);
            index[slot(chunk[at + THEATER], chunk[at + MOVIE], chunk[at + DAY_AND_CURRENCY])] = row;
        }
    }
}
