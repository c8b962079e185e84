package io.marquee.pipeline.seatmap;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is known of a seat of a showing. The newest change wins, by the version that the showing had after it.
 *
 * @param state who has it
 * @param version version of the showing when it last changed
 * @param expiresAt when the hold ends, in milliseconds since 1970; 0 unless held
 */
record Seat(State state, long version, long expiresAt) {

    private static final byte FORMAT = 1;

    /** Who has a seat. */
    enum State {
        AVAILABLE("available"),
        HELD("held"),
        BOOKED("booked");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word in Redis. */
        String word() {
            return word;
        }
    }

    /** The seat after a change; empty when the change is not newer than this. */
    Optional<Seat> changedTo(Seat next) {
        return next.version > version ? Optional.of(next) : Optional.empty();
    }

    /** The seat after its hold ran out; empty when it is not held, or for longer. */
    Optional<Seat> expiredBy(long now) {
        return state == State.HELD && expiresAt <= now
                ? Optional.of(new Seat(State.AVAILABLE, version, 0))
                : Optional.empty();
    }

    /** As bytes for {@link #fromBytes}. */
    byte[] toBytes() {
        return ByteBuffer.allocate(2 + 2 * Long.BYTES)
                .put(FORMAT)
                .put((byte) state.ordinal())
                .putLong(version)
                .putLong(expiresAt)
                .array();
    }

    /**
     * Reads what {@link #toBytes} wrote, in this version or an earlier one.
     *
     * @throws IllegalArgumentException when a later version wrote it
     */
    static Seat fromBytes(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte format = bytes.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("a seat of format " + format + "; this version reads " + FORMAT);
        }
        return new Seat(State.values()[bytes.get()], bytes.getLong(), bytes.getLong());
    }
}
