package io.marquee.api.ticket;

import io.marquee.api.catalog.LocalTimes;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets tickets in, each once. Of scanners that read one ticket at the same time the primary key of {@code ticket_entry}
 * picks one. A cancellation deletes the claim on the seat, which the check-in locks: whichever commits first, the other
 * sees it.
 */
@Singleton
class CheckIns {

    private final Jdbi jdbi;
    private final TicketCodes codes;

    CheckIns(Jdbi jdbi, TicketCodes codes) {
        this.jdbi = jdbi;
        this.codes = codes;
    }

    /** What became of a ticket: let in now, or already inside. */
    record Outcome(Entry entry, boolean first) {}

    /**
     * Lets a ticket in.
     *
     * @param text what the scanner read
     * @param showtime the showing behind the door, null when any will do
     * @param by subject of the scanner's token
     * @throws ProblemException when the code is not genuine (422), or the ticket is for another showing, cancelled or
     *     refunded (409)
     */
    Outcome enter(String text, @Nullable Long showtime, String by) {
        TicketCode code = codes.read(text.strip()).orElseThrow(() -> forged("No key of this box office signed it."));
        return jdbi.inTransaction(handle -> enter(handle, code, showtime, by));
    }

    private static Outcome enter(Handle handle, TicketCode code, @Nullable Long showtime, String by) {
        // The booking before the claim, the order in which a cancellation goes too.
        handle.createQuery("SELECT true FROM booking WHERE id = :booking FOR KEY SHARE")
                .bind("booking", code.booking())
                .mapTo(Boolean.class)
                .findOne();
        boolean claimed = handle.createQuery(
                        """
                        SELECT true FROM seat_claim
                        WHERE showtime_id = :showtime AND seat = :seat AND booking_id = :booking FOR KEY SHARE""")
                .bind("showtime", code.showtime())
                .bind("seat", code.seat())
                .bind("booking", code.booking())
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
        Ticket ticket = Tickets.find(handle, code.booking())
                .orElseThrow(() -> forged("There is no such booking here."));
        if (showtime != null && showtime != ticket.showtimeId()) {
            throw ProblemException.conflict(
                    "wrong-showing", "Wrong showing",
                    "This ticket is for " + ticket.movieTitle() + " at " + localStart(ticket) + " in "
                            + ticket.auditorium() + ", " + ticket.theaterName() + " (showtime " + ticket.showtimeId()
                            + ").");
        }
        if (ticket.cancelled()) {
            throw ProblemException.conflict(
                    "booking-cancelled", "Cancelled", "The booking or its showing was cancelled.");
        }
        if (!claimed) {
            throw ProblemException.conflict(
                    "seat-refunded", "Refunded", "Seat " + code.seat() + " was given back and refunded.");
        }
        Optional<Instant> entered = handle.createQuery(
                        """
                        INSERT INTO ticket_entry (booking_id, seat, entered_by) VALUES (:booking, :seat, :by)
                        ON CONFLICT (booking_id, seat) DO NOTHING RETURNING entered_at""")
                .bind("booking", code.booking())
                .bind("seat", code.seat())
                .bind("by", by)
                .map((row, context) -> Tickets.instant(row, "entered_at"))
                .findOne();
        return entered.map(at -> new Outcome(entry(ticket, code.seat(), at), true))
                .orElseGet(() -> new Outcome(entry(ticket, code.seat(), enteredBefore(handle, code)), false));
    }

    private static Instant enteredBefore(Handle handle, TicketCode code) {
        return handle.createQuery("SELECT entered_at FROM ticket_entry WHERE booking_id = :booking AND seat = :seat")
                .bind("booking", code.booking())
                .bind("seat", code.seat())
                .map((row, context) -> Tickets.instant(row, "entered_at"))
                .one();
    }

    private static Entry entry(Ticket ticket, String seat, Instant enteredAt) {
        String category = ticket.seats().stream()
                .filter(one -> one.name().equals(seat))
                .findFirst()
                .map(Ticket.Seat::category)
                .orElse(null);
        return new Entry(
                ticket.bookingId(), seat, category, ticket.showtimeId(), ticket.movieTitle(), ticket.theaterName(),
                ticket.auditorium(), ticket.startsAt(), localStart(ticket), ticket.zone().getId(), enteredAt);
    }

    private static String localStart(Ticket ticket) {
        return LocalTimes.format(ticket.startsAt(), ticket.zone().getId());
    }

    private static ProblemException forged(String why) {
        return ProblemException.of(
                HttpStatus.UNPROCESSABLE_ENTITY, "ticket-not-genuine", "Not a genuine ticket", why);
    }
}
