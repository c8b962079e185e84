package io.marquee.api.booking;

import io.marquee.api.booking.BookingRows.Sold;
import io.marquee.api.hold.Claims;
import io.marquee.api.hold.SeatPlans;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.payment.PaymentRows;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Takes seats of a booking back, whoever wants it: frees them, owes their money, and writes both events. */
@Singleton
class Cancellation {

    private final SeatPlans plans;
    private final Claims claims;
    private final PaymentRows payments;
    private final OutboxWriter outbox;

    Cancellation(SeatPlans plans, Claims claims, PaymentRows payments, OutboxWriter outbox) {
        this.plans = plans;
        this.claims = claims;
        this.payments = payments;
        this.outbox = outbox;
    }

    /**
     * Takes seats back in a transaction that has locked the showing and the booking.
     *
     * @param turn of this booking alone: two refund events never have the same version
     * @param seats of the booking; when these are all that it has, it is cancelled, and all that is left of its money
     *     goes back
     * @return the refund, to be sent after the commit
     */
    UUID giveBack(Handle handle, Showing showing, Turn turn, Sold booking, List<String> seats, String reason) {
        List<String> kept = new ArrayList<>(booking.seats());
        kept.removeAll(seats);
        long amount = booking.paidMinor();
        if (kept.isEmpty()) {
            handle.createUpdate("UPDATE booking SET status = 'cancelled', cancelled_at = :now WHERE id = :id")
                    .bind("id", booking.id())
                    .bind("now", turn.now().atOffset(ZoneOffset.UTC))
                    .execute();
        } else {
            amount = Math.min(amount, plans.find(handle, showing.auditoriumId(), showing.revision())
                    .price(seats, booking.prices()));
            handle.createUpdate("UPDATE booking SET seats = :seats WHERE id = :id")
                    .bind("id", booking.id())
                    .bindArray("seats", String.class, kept.toArray())
                    .execute();
        }
        claims.free(handle, showing.id(), booking.id(), seats);
        outbox.write(handle, showing.theaterId(), showing.id(), BookingEvents.cancelled(
                showing, turn, booking.id(), seats, amount, booking.currency()));
        return payments.refundPart(handle, booking.id(), seats, amount, reason);
    }
}
