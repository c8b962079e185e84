package io.marquee.api.booking;

import io.marquee.api.hold.Claims;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.Showings;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.http.Page;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.payment.Refunds;
import io.marquee.api.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads bookings and cancels them. */
@Singleton
class Bookings {

    private final Jdbi jdbi;
    private final BookingRows rows;
    private final Showings showings;
    private final Claims claims;
    private final PaymentRows payments;
    private final Refunds refunds;
    private final OutboxWriter outbox;
    private final OutboxSignal signal;
    private final Duration cutoff;
    private final MeterRegistry meters;

    Bookings(
            Jdbi jdbi, BookingRows rows, Showings showings, Claims claims, PaymentRows payments, Refunds refunds,
            OutboxWriter outbox, OutboxSignal signal, @Value("${marquee.booking.cancel-cutoff}") Duration cutoff,
            MeterRegistry meters) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.showings = showings;
        this.claims = claims;
        this.payments = payments;
        this.refunds = refunds;
        this.outbox = outbox;
        this.signal = signal;
        this.cutoff = cutoff;
        this.meters = meters;
    }

    Booking find(String holder, UUID id) {
        return jdbi.withHandle(handle -> rows.find(handle, id, holder));
    }

    Page<Booking> list(String holder, String cursor, int limit) {
        return jdbi.withHandle(handle -> rows.list(handle, holder, cursor, limit));
    }

    /**
     * Cancels a booking: its seats are free and its money is owed back in the same transaction.
     *
     * @throws ProblemException 409 when it was cancelled before, or the showing is too near
     */
    Booking cancel(String holder, UUID id) {
        Booking booking = find(holder, id);
        UUID refund = jdbi.inTransaction(handle -> cancel(handle, booking));
        signal.committed();
        refunds.send(refund);
        meters.counter("marquee.bookings", "result", "cancelled").increment();
        return find(holder, id);
    }

    private UUID cancel(Handle handle, Booking booking) {
        Showing showing = showings.lock(handle, booking.showtimeId());
        if (!rows.lock(handle, booking.id()).equals("confirmed")) {
            throw ProblemException.conflict(
                    "already-cancelled", "Already cancelled", "This booking was cancelled before.");
        }
        Turn turn = showings.next(handle, showing.id());
        if (!turn.now().isBefore(showing.startsAt().minus(cutoff))) {
            throw ProblemException.conflict(
                    "too-late", "Too late to cancel",
                    cutoff.isZero()
                            ? "The showing has started."
                            : "A booking can be cancelled until " + cutoff.toMinutes() + " minutes before the start.");
        }
        handle.createUpdate("UPDATE booking SET status = 'cancelled', cancelled_at = :now WHERE id = :id")
                .bind("id", booking.id())
                .bind("now", turn.now().atOffset(ZoneOffset.UTC))
                .execute();
        claims.free(handle, booking.id());
        UUID payment = handle.createQuery("SELECT id FROM payment WHERE booking_id = :id AND status = 'captured'")
                .bind("id", booking.id())
                .mapTo(UUID.class)
                .one();
        outbox.write(handle, showing.theaterId(), showing.id(), BookingEvents.cancelled(
                showing, turn, booking.id(), booking.seats(), booking.totalMinor(), booking.currency()));
        return payments.refund(handle, payment, booking.id(), booking.seats(), "cancelled by the customer");
    }
}
