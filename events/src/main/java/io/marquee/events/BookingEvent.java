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
 */
public record BookingEvent(
        Type type,
        String eventId,
        String source,
        long sequence,
        Instant occurredAt,
        long showtimeId,
        String bookingId,
        List<String> seats)
        implements Event {

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
