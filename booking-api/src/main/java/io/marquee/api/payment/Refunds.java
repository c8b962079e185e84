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

    private record Owed(String provider, String providerRef, long amountMinor) {}

    private final Jdbi jdbi;
    private final PaymentProviders providers;

    Refunds(Jdbi jdbi, PaymentProviders providers) {
        this.jdbi = jdbi;
        this.providers = providers;
    }

    /**
     * Sends one refund. It may be called again, and by several at once: the provider knows the refund by its id. When
     * the provider fails, the refund stays pending, and the reconciler sends it later.
     */
    public void send(UUID refundId) {
        Optional<Owed> owed = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT p.provider, p.provider_ref, r.amount_minor
                        FROM refund r JOIN payment p ON p.id = r.payment_id
                        WHERE r.id = :id AND r.status = 'pending'""")
                .bind("id", refundId)
                .map((row, context) -> new Owed(
                        row.getString("provider"), row.getString("provider_ref"), row.getLong("amount_minor")))
                .findOne());
        if (owed.isEmpty()) {
            return;
        }
        try {
            String reference =
                    providers.of(owed.get().provider).refund(refundId, owed.get().providerRef, owed.get().amountMinor);
            jdbi.useHandle(handle -> handle.createUpdate(
                            "UPDATE refund SET status = 'done', provider_ref = :ref WHERE id = :id")
                    .bind("id", refundId)
                    .bind("ref", reference)
                    .execute());
        } catch (PaymentProviderException failed) {
            LOG.warn("Refund {} was not sent, it will be tried again: {}", refundId, failed.getMessage());
        }
    }
}
