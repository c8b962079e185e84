package io.marquee.api.payment;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Money that a till or a partner took, and told by an event. There is nobody to ask: a sale comes paid, and what is to
 * go back is paid out where it was paid in.
 */
@Singleton
class TillProvider implements PaymentProvider {

    @Override
    public String name() {
        return "till";
    }

    @Override
    public Optional<String> missing() {
        return Optional.of("tills tell of their sales by POST /events");
    }

    @Override
    public void requireToken(@Nullable String token) {
        throw ProblemException.badField("payment.method", "tills tell of their sales by POST /events");
    }

    @Override
    public Charge charge(Payment payment, @Nullable String token) {
        return Charge.declined(payment.id().toString(), "tills tell of their sales by POST /events");
    }

    @Override
    public Charge look(Payment payment) {
        return settle(payment);
    }

    @Override
    public Charge settle(Payment payment) {
        return Charge.cancelled(payment.id().toString());
    }

    @Override
    public String refund(UUID refund, Payment payment, long amountMinor) {
        return "till:" + refund;
    }

    @Override
    public PaymentNotice read(String body, @Nullable String signature) {
        throw ProblemException.badField("provider", "tills send no webhooks, but POST /events");
    }
}
