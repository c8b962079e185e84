package io.marquee.pipeline.seatmap;

import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.SeatEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an event does to seats.
 *
 * @param showtimeId the showing; the key of the job's state
 * @param seats names of the seats
 * @param state ordinal of the {@link Seat.State} they get
 * @param version version of the showing after the change
 * @param expiresAt when their hold ends, in milliseconds since 1970; 0 unless held
 * @param startsAt when the showing starts, in milliseconds since 1970; 0 when the event does not tell
 */
public record SeatChange(
        long showtimeId, List<String> seats, int state, long version, long expiresAt, long startsAt) {

    /** Reads the change out of an event; empty when events of its kind change no seats. */
    static Optional<SeatChange> of(Event event) {
        if (event instanceof SeatEvent lock) {
            Seat.State state = lock.type() == SeatEvent.Type.RELEASED ? Seat.State.AVAILABLE : Seat.State.HELD;
            return Optional.of(new SeatChange(
                    lock.showtimeId(), lock.seats(), state.ordinal(), lock.sequence(), millis(lock.expiresAt()),
                    millis(lock.startsAt())));
        }
        if (event instanceof BookingEvent booking) {
            Seat.State state =
                    booking.type() == BookingEvent.Type.CONFIRMED ? Seat.State.BOOKED : Seat.State.AVAILABLE;
            return Optional.of(new SeatChange(
                    booking.showtimeId(), booking.seats(), state.ordinal(), booking.sequence(), 0,
                    millis(booking.startsAt())));
        }
        return Optional.empty();
    }

    private static long millis(Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }

    /** What each of the seats is after the change. */
    Seat seat() {
        return new Seat(Seat.State.values()[state], version, expiresAt);
    }
}
