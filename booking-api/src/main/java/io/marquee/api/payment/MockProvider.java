package io.marquee.api.payment;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A payment provider that moves no money, for trials and tests. The token tells what happens:
 *
 * <ul>
 *   <li>{@code tok_ok} pays; {@code tok_slow} pays after {@code marquee.payment.mock.slow}
 *   <li>{@code tok_declined}, and every unknown one, is declined; {@code tok_error} fails without an answer
 *   <li>{@code tok_webhook} leaves the booking pending, is paid after {@code webhook-after}, and a webhook tells;
 *       {@code tok_webhook_twice} tells twice; {@code tok_webhook_declined} tells of a decline
 *   <li>{@code tok_webhook_late} is paid and told after {@code webhook-late}, when the hold has run out
 *   <li>{@code tok_webhook_first} pays, and the webhook comes before the answer
 * </ul>
 *
 * <p>Webhooks are HTTP requests to {@code POST /payments/webhooks/mock}, signed as Stripe signs its own.
 */
@Singleton
class MockProvider implements PaymentProvider {

    private final MockBooks books;
    private final MockWebhooks webhooks;
    private final MockSettings settings;

    MockProvider(MockBooks books, MockWebhooks webhooks, MockSettings settings) {
        this.books = books;
        this.webhooks = webhooks;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "mock";
    }

    @Override
    public Optional<String> missing() {
        return settings.enabled() ? Optional.empty() : Optional.of("it is turned off");
    }

    @Override
    public void requireToken(@Nullable String token) {
        if (token == null) {
            throw ProblemException.badField("payment.token", "must not be blank");
        }
    }

    @Override
    public Charge charge(Payment payment, @Nullable String token) throws PaymentProviderException {
        return switch (String.valueOf(token)) {
            case "tok_ok" -> books.enter(payment, "captured", null);
            case "tok_slow" -> {
                dawdle();
                yield books.enter(payment, "captured", null);
            }
            case "tok_error" -> throw new PaymentProviderException("the mock provider was asked to fail");
            case "tok_webhook" -> books.enter(payment, "pending", "captured", settings.webhookAfter(), 1);
            case "tok_webhook_twice" -> books.enter(payment, "pending", "captured", settings.webhookAfter(), 2);
            case "tok_webhook_declined" -> books.enter(payment, "pending", "declined", settings.webhookAfter(), 1);
            case "tok_webhook_late" -> books.enter(payment, "pending", "captured", settings.webhookLate(), 1);
            case "tok_webhook_first" -> {
                Charge charge = books.enter(payment, "captured", "captured", Duration.ZERO, 1);
                webhooks.sendRegularly();
                yield charge;
            }
            case "tok_declined" -> books.enter(payment, "declined", "the card was declined");
            default -> books.enter(payment, "declined", "the token is unknown");
        };
    }

    @Override
    public Charge look(Payment payment) {
        return books.find(payment.id()).orElseGet(() -> Charge.awaited(payment.providerRef(), null, null));
    }

    @Override
    public Charge settle(Payment payment) {
        return books.cancel(payment);
    }

    @Override
    public String refund(UUID refund, Payment payment, long amountMinor) throws PaymentProviderException {
        return books.refund(refund, payment.providerRef(), amountMinor);
    }

    @Override
    public PaymentNotice read(String body, @Nullable String signature) {
        return webhooks.read(body, signature);
    }

    private void dawdle() throws PaymentProviderException {
        try {
            Thread.sleep(settings.slow().toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new PaymentProviderException("interrupted", stopped);
        }
    }
}
