package io.marquee.api.payment;

import io.marquee.api.payment.Charge.Status;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * A payment provider that moves no money, for trials and tests. It keeps its own books, as durable as a real one's, so
 * that a crash on our side leaves the same questions as with a real one.
 *
 * <p>Tokens: {@code tok_ok} pays, {@code tok_slow} pays after {@code marquee.payment.mock.slow}, {@code tok_error} fails
 * without an answer, every other is declined, {@code tok_declined} for one.
 */
@Singleton
class MockProvider implements PaymentProvider {

    private final Jdbi books;
    private final Duration slow;

    MockProvider(Jdbi books, @Value("${marquee.payment.mock.slow}") Duration slow) {
        this.books = books;
        this.slow = slow;
    }

    @Override
    public String name() {
        return "mock";
    }

    @Override
    public Charge charge(UUID payment, long amountMinor, String currency, String token)
            throws PaymentProviderException {
        return switch (token) {
            case "tok_error" -> throw new PaymentProviderException("the mock provider was asked to fail");
            case "tok_slow" -> {
                dawdle();
                yield enter(payment, amountMinor, currency, Status.CAPTURED, null);
            }
            case "tok_ok" -> enter(payment, amountMinor, currency, Status.CAPTURED, null);
            case "tok_declined" -> enter(payment, amountMinor, currency, Status.DECLINED, "the card was declined");
            default -> enter(payment, amountMinor, currency, Status.DECLINED, "the token is unknown");
        };
    }

    @Override
    public Charge settle(UUID payment) {
        return enter(payment, 0, "XXX", Status.CANCELLED, null);
    }

    @Override
    public String refund(UUID refund, String providerRef, long amountMinor) throws PaymentProviderException {
        return books.inTransaction(handle -> {
            Optional<Long> charged = handle.createQuery("""
                            SELECT amount_minor FROM mock_provider.charge
                            WHERE charge_id = :charge AND status = 'captured' FOR UPDATE""")
                    .bind("charge", providerRef)
                    .mapTo(Long.class)
                    .findOne();
            long refunded = handle.createQuery("""
                            SELECT coalesce(sum(amount_minor), 0) FROM mock_provider.refund
                            WHERE charge_id = :charge AND reference <> :reference""")
                    .bind("charge", providerRef)
                    .bind("reference", refund.toString())
                    .mapTo(Long.class)
                    .one();
            if (charged.isEmpty() || refunded + amountMinor > charged.get()) {
                throw new PaymentProviderException("charge " + providerRef + " has not so much left to refund");
            }
            handle.createUpdate("""
                            INSERT INTO mock_provider.refund (reference, refund_id, charge_id, amount_minor)
                            VALUES (:reference, :id, :charge, :amount) ON CONFLICT (reference) DO NOTHING""")
                    .bind("reference", refund.toString())
                    .bind("id", "mock_re_" + refund)
                    .bind("charge", providerRef)
                    .bind("amount", amountMinor)
                    .execute();
            return "mock_re_" + refund;
        });
    }

    // The first entry of a reference stands; later ones learn what it was.
    private Charge enter(UUID payment, long amountMinor, String currency, Status status, String reason) {
        return books.withHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO mock_provider.charge (reference, charge_id, amount_minor, currency, status, reason)
                            VALUES (:reference, :id, :amount, :currency, :status, :reason)
                            ON CONFLICT (reference) DO NOTHING""")
                    .bind("reference", payment.toString())
                    .bind("id", "mock_ch_" + payment)
                    .bind("amount", amountMinor)
                    .bind("currency", currency)
                    .bind("status", status.name().toLowerCase(Locale.ROOT))
                    .bind("reason", reason)
                    .execute();
            return handle.createQuery(
                            "SELECT status, charge_id, reason FROM mock_provider.charge WHERE reference = :reference")
                    .bind("reference", payment.toString())
                    .map((row, context) -> new Charge(
                            Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                            row.getString("charge_id"),
                            row.getString("reason")))
                    .one();
        });
    }

    private void dawdle() throws PaymentProviderException {
        try {
            Thread.sleep(slow.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new PaymentProviderException("interrupted", stopped);
        }
    }
}
