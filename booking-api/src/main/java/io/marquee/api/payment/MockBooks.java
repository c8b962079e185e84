package io.marquee.api.payment;

import io.marquee.api.payment.Charge.Status;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The books of the mock provider, schema {@code mock_provider}: as durable as a real provider's, so that a crash on our
 * side leaves the same questions as with a real one.
 */
@Singleton
class MockBooks {

    private final Jdbi jdbi;

    MockBooks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Enters a charge. The first entry of a payment stands; later ones learn what became of it. */
    Charge enter(Payment payment, String status, @Nullable String reason) {
        return jdbi.withHandle(handle -> {
            insert(handle, payment, status, reason);
            return read(handle, payment.id());
        });
    }

    /**
     * Enters a charge that is over later, and that a webhook tells about then.
     *
     * @param status what it is until then: pending, or captured already
     * @param outcome what it becomes: captured or declined
     * @param copies how often the webhook is sent
     */
    Charge enter(Payment payment, String status, String outcome, Duration after, int copies) {
        return jdbi.inTransaction(handle -> {
            if (insert(handle, payment, status, null)) {
                handle.createUpdate("""
                                INSERT INTO mock_provider.webhook (event_id, reference, outcome, due_at, copies)
                                VALUES (:event, :reference, :outcome, clock_timestamp() + :after::interval, :copies)""")
                        .bind("event", "mock_evt_" + payment.id())
                        .bind("reference", payment.id().toString())
                        .bind("outcome", outcome)
                        .bind("after", after.toMillis() + " milliseconds")
                        .bind("copies", copies)
                        .execute();
            }
            return read(handle, payment.id());
        });
    }

    /** Cancels a charge that is not over, or never was. */
    Charge cancel(Payment payment) {
        return jdbi.inTransaction(handle -> {
            if (!insert(handle, payment, "cancelled", null)) {
                become(handle, payment.id(), "cancelled", null);
            }
            return read(handle, payment.id());
        });
    }

    /** The charge of a payment as it stands. */
    Optional<Charge> find(UUID payment) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT status, charge_id, reason FROM mock_provider.charge WHERE reference = :reference")
                .bind("reference", payment.toString())
                .map((row, context) -> charge(
                        row.getString("status"), row.getString("charge_id"), row.getString("reason")))
                .findOne());
    }

    /** Ends a charge that is not over. */
    static void become(Handle handle, UUID payment, String status, @Nullable String reason) {
        handle.createUpdate("""
                        UPDATE mock_provider.charge SET status = :status, reason = :reason
                        WHERE reference = :reference AND status = 'pending'""")
                .bind("reference", payment.toString())
                .bind("status", status)
                .bind("reason", reason)
                .execute();
    }

    /** Enters a refund; the second entry of the same changes nothing. */
    String refund(UUID refund, String chargeId, long amountMinor) throws PaymentProviderException {
        return jdbi.inTransaction(handle -> {
            Optional<Long> charged = handle.createQuery("""
                            SELECT amount_minor FROM mock_provider.charge
                            WHERE charge_id = :charge AND status = 'captured' FOR UPDATE""")
                    .bind("charge", chargeId)
                    .mapTo(Long.class)
                    .findOne();
            long refunded = handle.createQuery("""
                            SELECT coalesce(sum(amount_minor), 0) FROM mock_provider.refund
                            WHERE charge_id = :charge AND reference <> :reference""")
                    .bind("charge", chargeId)
                    .bind("reference", refund.toString())
                    .mapTo(Long.class)
                    .one();
            if (charged.isEmpty() || refunded + amountMinor > charged.get()) {
                throw new PaymentProviderException("charge " + chargeId + " has not so much left to refund");
            }
            handle.createUpdate("""
                            INSERT INTO mock_provider.refund (reference, refund_id, charge_id, amount_minor)
                            VALUES (:reference, :id, :charge, :amount) ON CONFLICT (reference) DO NOTHING""")
                    .bind("reference", refund.toString())
                    .bind("id", "mock_re_" + refund)
                    .bind("charge", chargeId)
                    .bind("amount", amountMinor)
                    .execute();
            return "mock_re_" + refund;
        });
    }

    private static boolean insert(Handle handle, Payment payment, String status, @Nullable String reason) {
        return handle.createUpdate("""
                        INSERT INTO mock_provider.charge (reference, charge_id, amount_minor, currency, status, reason)
                        VALUES (:reference, :id, :amount, :currency, :status, :reason)
                        ON CONFLICT (reference) DO NOTHING""")
                .bind("reference", payment.id().toString())
                .bind("id", "mock_ch_" + payment.id())
                .bind("amount", payment.amountMinor())
                .bind("currency", payment.currency())
                .bind("status", status)
                .bind("reason", reason)
                .execute() == 1;
    }

    private static Charge read(Handle handle, UUID payment) {
        return handle.createQuery(
                        "SELECT status, charge_id, reason FROM mock_provider.charge WHERE reference = :reference")
                .bind("reference", payment.toString())
                .map((row, context) -> charge(
                        row.getString("status"), row.getString("charge_id"), row.getString("reason")))
                .one();
    }

    static Charge charge(String status, String chargeId, @Nullable String reason) {
        return status.equals("pending")
                ? Charge.awaited(chargeId, null, chargeId + "_secret")
                : new Charge(Status.valueOf(status.toUpperCase(Locale.ROOT)), chargeId, reason, null);
    }
}
