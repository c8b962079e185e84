package io.marquee.api.payment;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends money back that a committed refund row says is owed. */
@Singleton
public class Refunds {

    private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);

    private record Owed(Payment payment, long amountMinor) {}

    private final Jdbi jdbi;
    private final PaymentRows payments;
    private final PaymentProviders providers;

    Refunds(Jdbi jdbi, PaymentRows payments, PaymentProviders providers) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.providers = providers;
    }

    /**
     * Marks a refund that the provider could not pay out after all: the customer's account is closed, say. Nobody tries
     * again by himself; the money has to find another way, and {@code marquee.refunds.failed} tells until it did. Once
     * it did, a late or repeated notice changes nothing.
     */
    public void failed(UUID refundId) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE refund SET status = 'failed' WHERE id = :id AND settled_at IS NULL")
                .bind("id", refundId)
                .execute());
    }

    /**
     * Sends one refund. It may be called again, and by several at once: the provider knows the refund by its id. When
     * the provider fails, the refund stays pending, and the reconciler sends it later.
     */
    public void send(UUID refundId) {
        Optional<Owed> owed = jdbi.inTransaction(handle -> handle.createQuery("""
                        UPDATE refund SET tries = tries + 1, tried_at = clock_timestamp()
                        WHERE id = :id AND status = 'pending' RETURNING payment_id, amount_minor""")
                .bind("id", refundId)
                .map((row, context) -> new Owed(
                        payments.find(handle, row.getObject("payment_id", UUID.class)), row.getLong("amount_minor")))
                .findOne());
        if (owed.isEmpty()) {
            return;
        }
        Payment payment = owed.get().payment;
        try {
            // Seats that cost nothing: providers refuse to send that back.
            String reference = owed.get().amountMinor == 0
                    ? null : providers.of(payment.provider()).refund(refundId, payment, owed.get().amountMinor);
            jdbi.useHandle(handle -> handle.createUpdate(
                            "UPDATE refund SET status = 'done', provider_ref = :ref"
                                    + " WHERE id = :id AND status = 'pending'")
                    .bind("id", refundId)
                    .bind("ref", reference)
                    .execute());
        } catch (PaymentProviderException failed) {
            LOG.warn("Refund {} was not sent, it will be tried again: {}", refundId, failed.getMessage());
        }
    }
}
