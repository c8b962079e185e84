package io.marquee.generator.audit;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Sums by theater, movie, day and currency in flat arrays, so that millions of buckets fit: 72 bytes each. Rows are
 * numbered from 0 as they come.
 */
final class LedgerTable {

    private static final int COLUMNS = 6;
    private static final int EMPTY = -1;

    private int[] index = new int[2_048];
    private long[] theaters = new long[1_024];
    private long[] movies = new long[1_024];
    private int[] days = new int[1_024];
    private int[] currencies = new int[1_024];
    private long[] sums = new long[1_024 * COLUMNS];
    private int size;

    LedgerTable() {
        Arrays.fill(index, EMPTY);
    }

    /** A bucket's name. */
    record Key(long theater, long movie, int day, String currency) {}

    /** The row of a bucket; made when there is none. */
    int row(long theater, long movie, int day, String currency) {
        int code = code(currency);
        int slot = slot(theater, movie, day, code);
        if (index[slot] != EMPTY) {
            return index[slot];
        }
        if (size == theaters.length) {
            grow();
            slot = slot(theater, movie, day, code);
        }
        theaters[size] = theater;
        movies[size] = movie;
        days[size] = day;
        currencies[size] = code;
        index[slot] = size;
        return size++;
    }

    /** The row of a bucket; -1 when there is none. */
    int find(long theater, long movie, int day, String currency) {
        return currency.length() == 3 ? index[slot(theater, movie, day, code(currency))] : EMPTY;
    }

    /** Adds to a row; a negative count takes back. */
    void add(int row, boolean refund, long count, long tickets, long amount) {
        int at = row * COLUMNS + (refund ? 1 : 0);
        sums[at] = Math.addExact(sums[at], count);
        sums[at + 2] = Math.addExact(sums[at + 2], tickets);
        sums[at + 4] = Math.addExact(sums[at + 4], amount);
    }

    Sums sums(int row) {
        int at = row * COLUMNS;
        return new Sums(sums[at], sums[at + 1], sums[at + 2], sums[at + 3], sums[at + 4], sums[at + 5]);
    }

    Key key(int row) {
        int code = currencies[row];
        String currency = new String(new char[] {(char) (code >> 16), (char) (code >> 8 & 0xFF), (char) (code & 0xFF)});
        return new Key(theaters[row], movies[row], days[row], currency);
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

    private static int code(String currency) {
        return currency.charAt(0) << 16 | currency.charAt(1) << 8 | currency.charAt(2);
    }

    private int slot(long theater, long movie, int day, int currency) {
        long hash = theater * 0x9E3779B97F4A7C15L + movie;
        hash = hash * 0x9E3779B97F4A7C15L + day;
        hash = (hash ^ hash >>> 29) * 0x9E3779B97F4A7C15L + currency;
        hash = (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
        int mask = index.length - 1;
        int slot = (int) (hash >>> 33) & mask;
        for (int row = index[slot]; row != EMPTY; row = index[slot]) {
            if (theaters[row] == theater && movies[row] == movie && days[row] == day && currencies[row] == currency) {
                break;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = theaters.length * 2;
        theaters = Arrays.copyOf(theaters, capacity);
        movies = Arrays.copyOf(movies, capacity);
        days = Arrays.copyOf(days, capacity);
        currencies = Arrays.copyOf(currencies, capacity);
        sums = Arrays.copyOf(sums, capacity * COLUMNS);
        index = new int[capacity * 2];
        Arrays.fill(index, EMPTY);
        for (int row = 0; row < size; row++) {
            index[slot(theaters[row], movies[row], days[row], currencies[row])] = row;
        }
    }
}
