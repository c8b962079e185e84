package io.marquee.api.booking;

import io.marquee.api.booking.BookingRows.Sold;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.ShowingQueue;
import io.marquee.api.hold.Showings;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.http.Page;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.payment.Refunds;
import io.marquee.api.problem.FieldError;
import io.marquee.api.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads bookings and cancels them. */
@Singleton
class Bookings {

    private final Jdbi jdbi;
    private final BookingRows rows;
    private final ShowingQueue queue;
    private final Showings showings;
    private final Cancellation cancellation;
    private final Refunds refunds;
    private final OpenPayments openPayments;
    private final OutboxSignal signal;
    private final Duration cutoff;
    private final MeterRegistry meters;

    Bookings(
            Jdbi jdbi, BookingRows rows, ShowingQueue queue, Showings showings, Cancellation cancellation,
            Refunds refunds,
            OpenPayments openPayments, OutboxSignal signal,
            @Value("${marquee.booking.cancel-cutoff}") Duration cutoff, MeterRegistry meters) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.queue = queue;
        this.showings = showings;
        this.cancellation = cancellation;
        this.refunds = refunds;
        this.openPayments = openPayments;
        this.signal = signal;
        this.cutoff = cutoff;
        this.meters = meters;
    }

    Booking find(String holder, UUID id) {
        return jdbi.withHandle(handle -> rows.find(handle, id, holder));
    }

    /** A booking that its holder has just made. It may have become an account's meanwhile: see GuestPurchases. */
    Booking made(UUID id) {
        return jdbi.withHandle(handle -> rows.find(handle, id));
    }

    Page<Booking> list(String holder, String cursor, int limit) {
        return jdbi.withHandle(handle -> rows.list(handle, holder, cursor, limit));
    }

    /**
     * Cancels a booking, or gives some of its seats back: they are free, and their money is owed, in the same
     * transaction.
     *
     * @param seats what to give back; null for all
     * @throws ProblemException 400 for seats that were never the booking's; 409 when the booking was cancelled before,
     *     the seats were given back or have entered, the showing is too near, or the payment came to nothing
     */
    Booking cancel(String holder, UUID id, Set<String> seats) {
        Booking seen = find(holder, id);
        if (seen.status().equals(Booking.PENDING)) {
            openPayments.callOff(id);
        }
        Booking booking = made(id);
        if (!booking.isBooked()) {
            if (seen.status().equals(Booking.PENDING)) {
                return booking;
            }
            throw ProblemException.conflict(
                    "not-booked", "Not booked", "This booking was never confirmed: " + booking.status() + ".");
        }
        if (seats != null) {
            requireSeatsOf(booking, seats);
        }
        UUID refund = queue.inTurn(
                booking.showtimeId(), () -> jdbi.inTransaction(handle -> cancel(handle, booking, seats)));
        signal.committed();
        refunds.send(refund);
        meters.counter("marquee.bookings", "result", "cancelled").increment();
        return made(id);
    }

    private UUID cancel(Handle handle, Booking booking, Set<String> seats) {
        Showing showing = showings.lock(handle, booking.showtimeId());
        Sold sold = rows.lock(handle, booking.id());
        if (!sold.isConfirmed()) {
            throw ProblemException.conflict(
                    "already-cancelled", "Already cancelled", "This booking was cancelled before.");
        }
        List<String> givenBack = seats == null ? sold.seats() : sold.seats().stream().filter(seats::contains).toList();
        if (seats != null && givenBack.size() < seats.size()) {
            throw ProblemException.conflict(
                    "already-cancelled", "Already cancelled", "Some of these seats were given back before.");
        }
        Turn turn = showings.next(handle, showing.id());
        if (!turn.now().isBefore(showing.startsAt().minus(cutoff))) {
            throw ProblemException.conflict(
                    "too-late", "Too late to cancel",
                    cutoff.isZero()
                            ? "The showing has started."
                            : "A booking can be cancelled until " + cutoff.toMinutes() + " minutes before the start.");
        }
        UUID refund = cancellation.giveBack(handle, showing, turn, sold, givenBack, "cancelled by the customer");
        requireNobodyInside(handle, sold.id(), givenBack);
        return refund;
    }

    private static void requireSeatsOf(Booking booking, Set<String> seats) {
        List<FieldError> errors = seats.stream()
                .filter(seat -> !booking.seats().contains(seat) && !booking.refundedSeats().contains(seat))
                .map(seat -> new FieldError("seats", "seat '" + seat + "' is not of this booking"))
                .toList();
        if (!errors.isEmpty()) {
            throw ProblemException.badFields(errors);
        }
    }

    // Asked when the claims are gone, for which it waited until a check-in under way had ended.
    private static void requireNobodyInside(Handle handle, UUID booking, List<String> seats) {
        List<String> inside = handle.createQuery(
                        "SELECT seat FROM ticket_entry WHERE booking_id = :booking AND seat = ANY(:seats)"
                                + " ORDER BY seat")
                .bind("booking", booking)
                .bindArray("seats", String.class, seats.toArray())
                .mapTo(String.class)
                .list();
        if (!inside.isEmpty()) {
            throw ProblemException.conflict(
                    "already-entered", "Already entered",
                    "Checked in already: " + String.join(", ", inside) + ". Ask the staff for a refund.");
        }
    }
}
