package io.marquee.pipeline.boxoffice;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What is kept about one source of events: its window, and when its newest event happened. */
final class Source {

    private final SequenceWindow window;
    private long newest;

    Source() {
        this(new SequenceWindow(), Long.MIN_VALUE);
    }

    private Source(SequenceWindow window, long newest) {
        this.window = window;
        this.newest = newest;
    }

    /** Takes note of an event. */
    SequenceWindow.Verdict see(long sequence, long occurredAt) {
        newest = Math.max(newest, occurredAt);
        return window.see(sequence);
    }

    /** When the newest event happened, in milliseconds since 1970. */
    long newest() {
        return newest;
    }

    /** The highest sequence seen. */
    long highest() {
        return window.highest();
    }

    /** As bytes for {@link #fromBytes}; the window tells the format. */
    byte[] toBytes() {
        byte[] bits = window.toBytes();
        return ByteBuffer.allocate(Long.BYTES + bits.length).putLong(newest).put(bits).array();
    }

    /** Reads what {@link #toBytes} wrote, in this version or an earlier one. */
    static Source fromBytes(byte[] stored) {
        return new Source(
                SequenceWindow.fromBytes(Arrays.copyOfRange(stored, Long.BYTES, stored.length)),
                ByteBuffer.wrap(stored).getLong());
    }
}
