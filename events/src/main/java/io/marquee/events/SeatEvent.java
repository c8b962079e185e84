package io.marquee.events;

import java.time.Instant;
import java.util.List;

/**
 * A hold was made, extended or given up.
 *
 * @param type what happened
 * @param eventId names this event among all others
 * @param source {@code showtime:<id>}
 * @param sequence the showing's version after the change
 * @param occurredAt when the change was made
 * @param showtimeId the showing
 * @param seats names of the seats that changed, at least one
 * @param holdId the hold
 * @param expiresAt when the hold ends by itself; null exactly for {@link Type#RELEASED}
 * @param startsAt when the showing starts, after which its seats are of no interest; null where it is not told
 */
public record SeatEvent(
        Type type,
        String eventId,
        String source,
        long sequence,
        Instant occurredAt,
        long showtimeId,
        List<String> seats,
        String holdId,
        Instant expiresAt,
        Instant startsAt)
        implements Event {

    /** An event that does not tell when the showing starts. */
    public SeatEvent(
            Type type, String eventId, String source, long sequence, Instant occurredAt, long showtimeId,
            List<String> seats, String holdId, Instant expiresAt) {
        this(type, eventId, source, sequence, occurredAt, showtimeId, seats, holdId, expiresAt, null);
    }

    /** What happened to the seats. */
    public enum Type {
        LOCKED("seat.locked"),
        EXTENDED("seat.extended"),
        RELEASED("seat.released");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    @Override
    public String typeName() {
        return type.word;
    }

    @Override
    public String key() {
        return Long.toString(showtimeId);
    }

    @Override
    public String topic() {
        return Topics.SEAT_LOCKS;
    }
}
