package io.marquee.api.booking;

import io.marquee.api.hold.Claims;
import io.marquee.api.hold.Hold;
import io.marquee.api.hold.HoldRows;
import io.marquee.api.hold.SeatLimit;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.ShowingQueue;
import io.marquee.api.hold.Showings;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.payment.Refunds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes a captured charge a booking, or sends the money back: one of the two, once, whoever asks and how often. The
 * request that charged asks, the provider's webhook, and after a crash the reconciler. It also counts when the attempt
 * was thought to have failed: the money that comes decides.
 */
@Singleton
class BookingFinisher {

    private final Jdbi jdbi;
    private final ShowingQueue queue;
    private final Showings showings;
    private final HoldRows holds;
    private final Claims claims;
    private final SeatLimit limit;
    private final PaymentRows payments;
    private final Refunds refunds;
    private final OutboxWriter outbox;
    private final OutboxSignal signal;
    private final MeterRegistry meters;

    BookingFinisher(
            Jdbi jdbi, ShowingQueue queue, Showings showings, HoldRows holds, Claims claims,
            SeatLimit limit, PaymentRows payments, Refunds refunds,
            OutboxWriter outbox, OutboxSignal signal, MeterRegistry meters) {
        this.jdbi = jdbi;
        this.queue = queue;
        this.showings = showings;
        this.holds = holds;
        this.claims = claims;
        this.limit = limit;
        this.payments = payments;
        this.refunds = refunds;
        this.outbox = outbox;
        this.signal = signal;
        this.meters = meters;
    }

    /** Rolls a transaction back whose seats turned out to be gone. */
    private static final class SeatsGone extends Exception {
        private static final long serialVersionUID = 1L;

        SeatsGone(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Ends an attempt whose money has come.
     *
     * @return the booking; empty when the seats are gone and the money goes back
     */
    Optional<UUID> finish(UUID paymentId, String providerRef) {
        try {
            long showtimeId = jdbi.withHandle(handle -> payments.find(handle, paymentId)).showtimeId();
            Outcome outcome = queue.inTurn(showtimeId, () -> book(showtimeId, paymentId, providerRef));
            signal.committed();
            if (outcome.isNew) {
                meters.counter("marquee.bookings", "result", "confirmed").increment();
            }
            return Optional.ofNullable(outcome.bookingId);
        } catch (SeatsGone gone) {
            Optional<UUID> refund = jdbi.inTransaction(
                    handle -> giveBack(handle, paymentId, providerRef, gone.getMessage()));
            refund.ifPresent(id -> {
                refunds.send(id);
                meters.counter("marquee.bookings", "result", "refunded").increment();
            });
            return Optional.empty();
        }
    }

    // No booking where the money went back before.
    private record Outcome(boolean isNew, @Nullable UUID bookingId) {}

    private Outcome book(long showtimeId, UUID paymentId, String providerRef) throws SeatsGone {
        return jdbi.inTransaction(handle -> book(handle, showtimeId, paymentId, providerRef));
    }

    private Outcome book(Handle handle, long showtimeId, UUID paymentId, String providerRef) throws SeatsGone {
        Showing showing = showings.lock(handle, showtimeId);
        Payment payment = payments.lock(handle, paymentId);
        if (payment.isCaptured()) {
            return new Outcome(false, payment.bookingId()); // someone else was here first
        }
        Hold hold = holds.lock(handle, payment.holdId());
        requireWanted(hold, payment, showing);
        requireSameOffer(handle, hold);
        Turn turn = showings.next(handle, showing.id());
        UUID bookingId = paymentId;
        handle.createUpdate("""
                        INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency,
                                             status, created_at)
                        SELECT :id, id, showtime_id, holder, :email, seats, total_minor, currency, 'confirmed', :now
                        FROM hold WHERE id = :hold""")
                .bind("id", bookingId)
                .bind("hold", hold.holdId())
                .bind("email", payment.email())
                .bind("now", turn.now().atOffset(ZoneOffset.UTC))
                .execute();
        int sold = claims.sell(handle, showing.id(), hold.seats(), hold.holdId(), bookingId, turn.version());
        if (sold < hold.seats().size()) {
            throw new SeatsGone("the seats were gone when the payment came");
        }
        holds.end(handle, hold.holdId(), Hold.BOOKED);
        payments.captured(handle, paymentId, providerRef, bookingId);
        outbox.write(handle, showing.theaterId(), showing.id(), BookingEvents.confirmed(
                showing, turn, bookingId, hold.seats(), hold.totalMinor(), hold.currency()));
        return new Outcome(true, bookingId);
    }

    // A hold that ran out while the customer paid may still be served; one that was given up, or changed, may not.
    private static void requireWanted(Hold hold, Payment payment, Showing showing) throws SeatsGone {
        boolean over = hold.status().equals(Hold.EXPIRED);
        if (hold.status().equals(Hold.BOOKED)) {
            throw new SeatsGone("the seats were paid for already");
        } else if (!hold.isActive() && !over) {
            throw new SeatsGone("the seats were given up before the payment came");
        } else if (!payment.isFor(hold.seats(), hold.totalMinor())) {
            throw new SeatsGone("other seats were held when the payment came");
        } else if (showing.cancelled()) {
            throw new SeatsGone("the showing was cancelled");
        } else if (over && showing.started()) {
            throw new SeatsGone("the showing had started when the payment came");
        }
    }

    // While seats are held the showing stays what it is. A hold that is over protects nothing: the seats may have gone
    // from the auditorium, the showing to another day, and the customer may hold as many others by now.
    private void requireSameOffer(Handle handle, Hold hold) throws SeatsGone {
        if (!holds.isStillOffered(handle, hold.holdId())) {
            throw new SeatsGone("the showing had changed when the payment came");
        } else if (!hold.isActive() && !limit.allows(handle, hold)) {
            throw new SeatsGone("the customer had other seats when the payment came, as many as allowed");
        }
    }

    private Optional<UUID> giveBack(Handle handle, UUID paymentId, String providerRef, String reason) {
        Payment payment = payments.lock(handle, paymentId);
        if (payment.isCaptured()) {
            return Optional.empty();
        }
        payments.captured(handle, paymentId, providerRef, null);
        return Optional.of(payments.refund(handle, paymentId, null, List.of(), reason));
    }
}
