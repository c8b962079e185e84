package io.marquee.api.payment;

import io.marquee.api.Ids;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The tables {@code payment} and {@code refund}. */
@Singleton
public class PaymentRows {

    private static final String SELECT = """
            SELECT p.id, p.hold_id, h.showtime_id, p.booking_id, p.provider, p.provider_ref,
                   p.amount_minor, p.currency, p.email, p.status, p.seats
            FROM payment p JOIN hold h ON h.id = p.hold_id
            WHERE p.id = :id
            """;

    /**
     * Records an attempt to pay for what is held, before it is made. The hold is locked before.
     *
     * @return false when another for the same hold is not over yet
     */
    public boolean begin(Handle handle, UUID id, UUID holdId, String provider, String email) {
        return handle.createUpdate("""
                        INSERT INTO payment (id, hold_id, provider, amount_minor, currency, email, status, seats)
                        SELECT :id, id, :provider, total_minor, currency, :email, 'pending', seats
                        FROM hold WHERE id = :hold
                        ON CONFLICT (hold_id) WHERE status = 'pending' DO NOTHING""")
                .bind("id", id)
                .bind("hold", holdId)
                .bind("provider", provider)
                .bind("email", email)
                .execute() == 1;
    }

    /** The attempt for a hold that is not over yet. */
    public Optional<Payment> inHand(Handle handle, UUID holdId) {
        return handle.createQuery(SELECT.replace("p.id = :id", "p.hold_id = :hold AND p.status = 'pending'"))
                .bind("hold", holdId)
                .map((row, context) -> payment(row))
                .findOne();
    }

    /** An attempt, when there is one of this provider by this id. */
    public Optional<Payment> find(Handle handle, UUID id, String provider) {
        return handle.createQuery(SELECT + "AND p.provider = :provider")
                .bind("id", id)
                .bind("provider", provider)
                .map((row, context) -> payment(row))
                .findOne();
    }

    /** An attempt as it stands. */
    public Payment find(Handle handle, UUID id) {
        return handle.createQuery(SELECT).bind("id", id).map((row, context) -> payment(row)).one();
    }

    /** An attempt, locked until the transaction ends. The showing is locked before. */
    public Payment lock(Handle handle, UUID id) {
        return handle.createQuery(SELECT + "FOR NO KEY UPDATE OF p")
                .bind("id", id)
                .map((row, context) -> payment(row))
                .one();
    }

    /** The money came; {@code bookingId} is null when it has to go back. */
    public void captured(Handle handle, UUID id, String providerRef, @Nullable UUID bookingId) {
        handle.createUpdate("""
                        UPDATE payment SET status = 'captured', provider_ref = :ref, booking_id = :booking,
                                           updated_at = clock_timestamp()
                        WHERE id = :id""")
                .bind("id", id)
                .bind("ref", providerRef)
                .bind("booking", bookingId)
                .execute();
    }

    /**
     * It is the customer's turn now.
     *
     * @param failure why the last try failed, if one did
     * @return false when the attempt is over already
     */
    public boolean awaited(Handle handle, UUID id, String providerRef, @Nullable String failure) {
        return handle.createUpdate("""
                        UPDATE payment SET provider_ref = coalesce(:ref, provider_ref),
                                           failure = coalesce(:failure, failure),
                                           updated_at = clock_timestamp()
                        WHERE id = :id AND status = 'pending'""")
                .bind("id", id)
                .bind("ref", providerRef)
                .bind("failure", failure)
                .execute() == 1;
    }

    /** Sends the ticket of an open attempt to another address. */
    public Payment sendTicketTo(Handle handle, UUID id, String email) {
        handle.createUpdate("UPDATE payment SET email = :email WHERE id = :id AND status = 'pending'")
                .bind("id", id)
                .bind("email", email)
                .execute();
        return find(handle, id);
    }

    /** No money came; false, and nothing changes, when it is known already how the attempt ended. */
    public boolean ended(Handle handle, UUID id, String status, String failure) {
        return handle.createUpdate("""
                        UPDATE payment SET status = :status, failure = :failure, updated_at = clock_timestamp()
                        WHERE id = :id AND status = 'pending'""")
                .bind("id", id)
                .bind("status", status)
                .bind("failure", failure)
                .execute() == 1;
    }

    /** Records that a part of what was paid for a booking is to go back; {@link Refunds} sends it. */
    public UUID refundPart(Handle handle, UUID bookingId, List<String> seats, long amountMinor, String reason) {
        UUID id = Ids.next();
        int recorded = handle.createUpdate("""
                        INSERT INTO refund (id, payment_id, booking_id, seats, amount_minor, reason, status)
                        SELECT :id, id, booking_id, :seats, :amount, :reason, 'pending'
                        FROM payment WHERE booking_id = :booking AND status = 'captured'""")
                .bind("id", id)
                .bind("booking", bookingId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("amount", amountMinor)
                .bind("reason", reason)
                .execute();
        if (recorded != 1) {
            throw new IllegalStateException("Booking " + bookingId + " has no captured payment");
        }
        return id;
    }

    /** Records that money is to go back, all that was paid; {@link Refunds} sends it. */
    public UUID refund(Handle handle, UUID paymentId, @Nullable UUID bookingId, List<String> seats, String reason) {
        UUID id = Ids.next();
        handle.createUpdate("""
                        INSERT INTO refund (id, payment_id, booking_id, seats, amount_minor, reason, status)
                        SELECT :id, id, :booking, :seats, amount_minor, :reason, 'pending'
                        FROM payment WHERE id = :payment""")
                .bind("id", id)
                .bind("payment", paymentId)
                .bind("booking", bookingId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("reason", reason)
                .execute();
        return id;
    }

    /** Open attempts that nobody has looked at for so long; they count as looked at from now on. */
    public List<UUID> pending(Handle handle, Duration longerThan, int limit) {
        return handle.createQuery("""
                        UPDATE payment SET looked_at = clock_timestamp() WHERE id IN (
                            SELECT id FROM payment
                            WHERE status = 'pending'
                              AND coalesce(looked_at, created_at) <= clock_timestamp() - :age::interval
                            ORDER BY coalesce(looked_at, created_at) LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
                        RETURNING id""")
                .bind("age", longerThan.toMillis() + " milliseconds")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Whether the hold of an attempt was given up, or ran out so long ago that nobody is expected to pay any more. */
    public boolean isAbandoned(Handle handle, UUID id, Duration after) {
        return handle.createQuery("""
                        SELECT h.status NOT IN ('active', 'expired')
                            OR h.expires_at <= clock_timestamp() - :after::interval
                        FROM payment p JOIN hold h ON h.id = p.hold_id WHERE p.id = :id""")
                .bind("id", id)
                .bind("after", after.toMillis() + " milliseconds")
                .mapTo(Boolean.class)
                .one();
    }

    /** Refunds that should be sent by now, the more seldom the more often that failed, but once an hour at least. */
    public List<UUID> pendingRefunds(Handle handle, Duration longerThan, int limit) {
        return handle.createQuery("""
                        SELECT id FROM refund
                        WHERE status = 'pending'
                          AND coalesce(tried_at, created_at) <= clock_timestamp()
                              - least(:age::interval * power(2, least(tries, 20)), interval '1 hour')
                        ORDER BY coalesce(tried_at, created_at) LIMIT :limit""")
                .bind("age", longerThan.toMillis() + " milliseconds")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    private static Payment payment(ResultSet row) throws SQLException {
        Array seats = row.getArray("seats");
        return new Payment(
                row.getObject("id", UUID.class),
                row.getObject("hold_id", UUID.class),
                row.getLong("showtime_id"),
                row.getObject("booking_id", UUID.class),
                row.getString("provider"),
                row.getString("provider_ref"),
                row.getLong("amount_minor"),
                row.getString("currency"),
                row.getString("email"),
                row.getString("status"),
                seats == null ? null : List.of((String[]) seats.getArray()));
    }
}
