package io.marquee.pipeline.boxoffice;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells whether a number of a source was seen before, in constant space: the highest number and a ring of bits for the
 * {@value #SIZE} numbers up to it. This is the anti-replay window of RFC 6479, with its one spare word, so that moving
 * the window clears whole words and shifts none.
 */
public final class SequenceWindow {

    /** How many numbers up to the highest are told apart. */
    public static final int SIZE = 1_024;

    /** What a number turned out to be. */
    public enum Verdict {
        /** Not seen before; it is now. */
        NEW,
        /** Seen before. */
        DUPLICATE,
        /** So far behind the highest that nobody knows; the window has not changed. */
        BEHIND
    }

    private static final byte FORMAT = 1;
    private static final int WORDS = SIZE / Long.SIZE + 1;
    private static final long NONE = -1;

    private long highest = NONE;
    private final long[] seen = new long[WORDS];

    /**
     * Takes note of a number.
     *
     * @param sequence 0 or more
     * @return what it is
     * @throws IllegalArgumentException when it is negative
     */
    public Verdict see(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " is negative");
        }
        if (sequence > highest) {
            advanceTo(sequence);
        } else if (highest - sequence >= SIZE) {
            return Verdict.BEHIND;
        }
        int word = word(sequence);
        long bit = 1L << sequence;
        if ((seen[word] & bit) != 0) {
            return Verdict.DUPLICATE;
        }
        seen[word] |= bit;
        return Verdict.NEW;
    }

    /** The highest number seen; -1 when none was. */
    public long highest() {
        return highest;
    }

    private void advanceTo(long sequence) {
        if (highest != NONE) {
            long steps = (sequence >>> 6) - (highest >>> 6);
            if (steps >= WORDS) {
                Arrays.fill(seen, 0);
            } else {
                for (long step = 1; step <= steps; step++) {
                    seen[word(highest + (step << 6))] = 0;
                }
            }
        }
        highest = sequence;
    }

    private static int word(long sequence) {
        return (int) ((sequence >>> 6) % WORDS);
    }

    /** As bytes for {@link #fromBytes}: a format number, the highest, which words are not zero, and those. */
    public byte[] toBytes() {
        int present = 0;
        for (int word = 0; word < WORDS; word++) {
            present |= seen[word] == 0 ? 0 : 1 << word;
        }
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + Integer.bitCount(present) * Long.BYTES);
        bytes.put(FORMAT).putLong(highest).putInt(present);
        for (long word : seen) {
            if (word != 0) {
                bytes.putLong(word);
            }
        }
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes} wrote, in this version or an earlier one.
     *
     * @throws IllegalArgumentException when a later version wrote it
     */
    public static SequenceWindow fromBytes(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte format = bytes.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "a sequence window of format " + format + "; this version reads " + FORMAT);
        }
        SequenceWindow window = new SequenceWindow();
        window.highest = bytes.getLong();
        int present = bytes.getInt();
        for (int word = 0; word < WORDS; word++) {
            if ((present & 1 << word) != 0) {
                window.seen[word] = bytes.getLong();
            }
        }
        return window;
    }
}
