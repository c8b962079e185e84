package io.marquee.api.event;

import io.marquee.api.Ids;
import io.marquee.api.hold.Claims;
import io.marquee.api.hold.SeatPlan;
import io.marquee.api.hold.SeatPlans;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.Showings;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.problem.ProblemException;
import io.marquee.events.BookingEvent;
import io.marquee.events.SalesEvent;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Sells the seats that a till's event names, and takes them back: in the same tables as all seats, so that no seat is
 * sold twice, at a till and on the web. All is called by a transaction that has locked the showing.
 */
@Singleton
class SeatSales {

    private static final String PROVIDER = "till"; // the money is in its drawer
    private static final String HOLDER = "events";

    private final Showings showings;
    private final SeatPlans plans;
    private final Claims claims;
    private final OutboxWriter outbox;

    SeatSales(Showings showings, SeatPlans plans, Claims claims, OutboxWriter outbox) {
        this.showings = showings;
        this.plans = plans;
        this.claims = claims;
        this.outbox = outbox;
    }

    /**
     * Sells the seats of a sale, or takes back those of a refund.
     *
     * @return the booking
     * @throws ProblemException 400 for seats that the showing has not; 409 when others have a seat, when the showing
     *     was cancelled, or when the seats to give back are not those of one sale by events
     */
    UUID settle(Handle handle, PostedEvent posted) {
        Showing showing = showings.lock(handle, posted.event().showtimeId());
        return posted.event().type() == SalesEvent.Type.SALE
                ? sell(handle, showing, posted) : giveBack(handle, showing, posted);
    }

    private UUID sell(Handle handle, Showing showing, PostedEvent posted) {
        if (showing.cancelled()) {
            throw ProblemException.conflict("showing-cancelled", "Showing cancelled", "This showing was cancelled.");
        }
        SalesEvent event = posted.event();
        SeatPlan plan = plans.find(handle, showing.auditoriumId(), showing.revision());
        for (String seat : posted.seats()) {
            if (!plan.seats().containsKey(seat)) {
                throw ProblemException.badField(posted.place() + "seats", "the showing has no seat " + seat);
            }
        }
        Turn turn = showings.next(handle, showing.id());
        UUID hold = Ids.next();
        UUID booking = Ids.next();
        handle.createUpdate("""
                        WITH held AS (
                            INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, status, created_at,
                                              expires_at, latest_expiry)
                            VALUES (:hold, :showtime, :holder, :seats, :total, :currency, 'booked', :now, :now, :now)),
                        booked AS (
                            INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency,
                                                 status, created_at)
                            VALUES (:booking, :hold, :showtime, :holder, '', :seats, :total, :currency, 'confirmed',
                                    :now))
                        INSERT INTO payment (id, hold_id, booking_id, provider, provider_ref, amount_minor, currency,
                                             email, status)
                        VALUES (:payment, :hold, :booking, :provider, :ref, :total, :currency, '', 'captured')""")
                .bind("hold", hold)
                .bind("booking", booking)
                .bind("payment", Ids.next())
                .bind("showtime", showing.id())
                .bind("holder", HOLDER)
                .bindArray("seats", String.class, posted.seats().toArray())
                .bind("total", event.amountMinor())
                .bind("currency", event.currency())
                .bind("provider", PROVIDER)
                .bind("ref", event.eventId())
                .bind("now", turn.now().atOffset(ZoneOffset.UTC))
                .execute();
        if (claims.sell(handle, showing.id(), posted.seats(), hold, booking, turn.version()) < posted.seats().size()) {
            throw ProblemException.seatsUnavailable(taken(handle, showing.id(), posted.seats(), hold));
        }
        write(handle, showing, turn, BookingEvent.Type.CONFIRMED, booking, posted.seats());
        return booking;
    }

    private UUID giveBack(Handle handle, Showing showing, PostedEvent posted) {
        record Sold(UUID id, List<String> seats, long leftMinor, String currency) {}
        SalesEvent event = posted.event();
        Sold sold = handle.createQuery("""
                        SELECT b.id, b.seats, b.total_minor - coalesce((SELECT sum(r.amount_minor) FROM refund r
                                                                        WHERE r.booking_id = b.id), 0) AS left_minor,
                               b.currency
                        FROM booking b JOIN payment p ON p.booking_id = b.id AND p.status = 'captured'
                        WHERE b.showtime_id = :showtime AND b.status = 'confirmed' AND p.provider = :provider
                          AND b.seats @> :seats::text[] FOR NO KEY UPDATE OF b""")
                .bind("showtime", showing.id())
                .bind("provider", PROVIDER)
                .bindArray("seats", String.class, posted.seats().toArray())
                .map((row, context) -> new Sold(
                        row.getObject("id", UUID.class), List.of((String[]) row.getArray("seats").getArray()),
                        row.getLong("left_minor"), row.getString("currency")))
                .findOne()
                .orElseThrow(() -> ProblemException.conflict(
                        "not-sold-here", "Not sold here",
                        "These seats are not those of one sale that was posted as an event. Bookings are cancelled by"
                                + " POST /bookings/{id}/cancel."));
        if (!event.currency().equals(sold.currency())) {
            throw ProblemException.badField(
                    posted.place() + "currency", "must be " + sold.currency() + ", in which the seats were sold");
        }
        List<String> kept = new ArrayList<>(sold.seats());
        kept.removeAll(posted.seats());
        if (event.amountMinor() > sold.leftMinor() || (kept.isEmpty() && event.amountMinor() != sold.leftMinor())) {
            throw ProblemException.badField(posted.place() + "amount_minor",
                    (kept.isEmpty() ? "must be " : "must be at most ") + sold.leftMinor()
                            + ", what is left of the sale");
        }
        Turn turn = showings.next(handle, showing.id());
        if (kept.isEmpty()) {
            handle.createUpdate("UPDATE booking SET status = 'cancelled', cancelled_at = :now WHERE id = :id")
                    .bind("id", sold.id())
                    .bind("now", turn.now().atOffset(ZoneOffset.UTC))
                    .execute();
        } else {
            handle.createUpdate("UPDATE booking SET seats = :kept WHERE id = :id")
                    .bind("id", sold.id())
                    .bindArray("kept", String.class, kept.toArray())
                    .execute();
        }
        claims.free(handle, showing.id(), sold.id(), posted.seats());
        handle.createUpdate("""
                        INSERT INTO refund (id, payment_id, booking_id, seats, amount_minor, reason, status,
                                            provider_ref)
                        SELECT :id, id, booking_id, :seats, :amount, 'refunded at a till', 'done', :ref
                        FROM payment WHERE booking_id = :booking AND status = 'captured'""")
                .bind("id", Ids.next())
                .bindArray("seats", String.class, posted.seats().toArray())
                .bind("amount", event.amountMinor())
                .bind("ref", event.eventId())
                .bind("booking", sold.id())
                .execute();
        write(handle, showing, turn, BookingEvent.Type.CANCELLED, sold.id(), posted.seats());
        return sold.id();
    }

    private void write(
            Handle handle, Showing showing, Turn turn, BookingEvent.Type type, UUID booking, List<String> seats) {
        outbox.write(handle, showing.theaterId(), showing.id(), List.of(new BookingEvent(
                type, Ids.next().toString(), "showtime:" + showing.id(), turn.version(), turn.now(), showing.id(),
                booking.toString(), seats)));
    }

    private static List<String> taken(Handle handle, long showing, List<String> seats, UUID hold) {
        return handle.createQuery("""
                        SELECT seat FROM seat_claim
                        WHERE showtime_id = :showtime AND seat = ANY(:seats) AND hold_id <> :hold ORDER BY seat""")
                .bind("showtime", showing)
                .bindArray("seats", String.class, seats.toArray())
                .bind("hold", hold)
                .mapTo(String.class)
                .list();
    }
}
