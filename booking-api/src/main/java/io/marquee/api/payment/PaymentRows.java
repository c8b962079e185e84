package io.marquee.api.payment;

import io.marquee.api.Ids;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The tables {@code payment} and {@code refund}. */
@Singleton
public class PaymentRows {

    private static final String SELECT = """
            SELECT p.id, p.hold_id, h.showtime_id, h.holder, p.booking_id, p.provider, p.amount_minor, p.currency, p.email,
                   p.status
            FROM payment p JOIN hold h ON h.id = p.hold_id
            WHERE p.id = :id
            """;

    /** Records an attempt before it is made; false when another for the same hold is not over yet. */
    public boolean begin(
            Handle handle, UUID id, UUID holdId, String provider, long amountMinor, String currency, String email) {
        return handle.createUpdate("""
                        INSERT INTO payment (id, hold_id, provider, amount_minor, currency, email, status)
                        VALUES (:id, :hold, :provider, :amount, :currency, :email, 'pending')
                        ON CONFLICT (hold_id) WHERE status = 'pending' DO NOTHING""")
                .bind("id", id)
                .bind("hold", holdId)
                .bind("provider", provider)
                .bind("amount", amountMinor)
                .bind("currency", currency)
                .bind("email", email)
                .execute() == 1;
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

    /** No money came. Nothing changes when it is known already how the attempt ended. */
    public void ended(Handle handle, UUID id, String status, String failure) {
        handle.createUpdate("""
                        UPDATE payment SET status = :status, failure = :failure, updated_at = clock_timestamp()
                        WHERE id = :id AND status = 'pending'""")
                .bind("id", id)
                .bind("status", status)
                .bind("failure", failure)
                .execute();
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

    /** Attempts that should be over by now. */
    public List<UUID> pending(Handle handle, Duration olderThan, int limit) {
        return old(handle, "payment", olderThan, limit);
    }

    /** Refunds that should be over by now. */
    public List<UUID> pendingRefunds(Handle handle, Duration olderThan, int limit) {
        return old(handle, "refund", olderThan, limit);
    }

    private static List<UUID> old(Handle handle, String table, Duration olderThan, int limit) {
        return handle.createQuery("""
                        SELECT id FROM <table> WHERE status = 'pending' AND created_at <= clock_timestamp() - :age::interval
                        ORDER BY created_at LIMIT :limit""")
                .define("table", table)
                .bind("age", olderThan.toMillis() + " milliseconds")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    private static Payment payment(ResultSet row) throws SQLException {
        return new Payment(
                row.getObject("id", UUID.class),
                row.getObject("hold_id", UUID.class),
                row.getLong("showtime_id"),
                row.getString("holder"),
                row.getObject("booking_id", UUID.class),
                row.getString("provider"),
                row.getLong("amount_minor"),
                row.getString("currency"),
                row.getString("email"),
                row.getString("status"));
    }
}
