package io.marquee.api.booking;

import io.marquee.api.Ids;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.SalesEvent;
import java.util.List;
import java.util.UUID;

/** The two events that a booking makes, and the two that its cancellation makes. Both have the showing's version. */
final class BookingEvents {

    private BookingEvents() {}

    static List<Event> confirmed(
            Showing showing, Turn turn, UUID bookingId, List<String> seats, long amountMinor, String currency) {
        return List.of(
                booking(BookingEvent.Type.CONFIRMED, showing, turn, bookingId, seats),
                money(SalesEvent.Type.SALE, showing, turn, bookingId, seats.size(), amountMinor, currency));
    }

    static List<Event> cancelled(
            Showing showing, Turn turn, UUID bookingId, List<String> seats, long amountMinor, String currency) {
        return List.of(
                booking(BookingEvent.Type.CANCELLED, showing, turn, bookingId, seats),
                money(SalesEvent.Type.REFUND, showing, turn, bookingId, seats.size(), amountMinor, currency));
    }

    private static BookingEvent booking(
            BookingEvent.Type type, Showing showing, Turn turn, UUID bookingId, List<String> seats) {
        return new BookingEvent(
                type, Ids.next().toString(), source(showing), turn.version(), turn.now(), showing.id(),
                bookingId.toString(), seats, showing.startsAt());
    }

    private static SalesEvent money(
            SalesEvent.Type type, Showing showing, Turn turn, UUID bookingId, int tickets, long amountMinor,
            String currency) {
        return new SalesEvent(
                type, Ids.next().toString(), source(showing), turn.version(), turn.now(), bookingId.toString(),
                showing.theaterId(), showing.timeZone(), showing.movieId(), showing.id(), tickets, amountMinor,
                currency, SalesEvent.Channel.WEB);
    }

    private static String source(Showing showing) {
        return "showtime:" + showing.id();
    }
}
