package io.marquee.events;

import java.time.Instant;
import java.util.List;

/**
 * Seats were sold, or given back.
 *
 * @param type what happened
 * @param eventId names this event among all others
 * @param source {@code showtime:<id>}
 * @param sequence the showing's version after the change
 * @param occurredAt when the change was made
 * @param showtimeId the showing
 * @param bookingId the booking
 * @param seats names of the seats that changed, at least one
 * @param startsAt when the showing starts, after which its seats are of no interest; null where it is not told
 */
public record BookingEvent(
        Type type,
        String eventId,
        String source,
        long sequence,
        Instant occurredAt,
        long showtimeId,
        String bookingId,
        List<String> seats,
        Instant startsAt)
        implements Event {

    /** An event that does not tell when the showing starts. */
    public BookingEvent(
            Type type, String eventId, String source, long sequence, Instant occurredAt, long showtimeId,
            String bookingId, List<String> seats) {
        this(type, eventId, source, sequence, occurredAt, showtimeId, bookingId, seats, null);
    }

    /** What happened to the booking. */
    public enum Type {
        CONFIRMED("booking.confirmed"),
        CANCELLED("booking.cancelled");

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
        return Topics.BOOKINGS;
    }
}
