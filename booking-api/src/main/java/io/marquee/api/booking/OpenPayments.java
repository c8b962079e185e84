package io.marquee.api.booking;

import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentProviderException;
import io.marquee.api.payment.PaymentProviders;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Payments that wait for their customer, who does not want to make them any more. */
@Singleton
class OpenPayments {

    private static final Logger LOG = LoggerFactory.getLogger(OpenPayments.class);

    private final Jdbi jdbi;
    private final PaymentRows payments;
    private final PaymentProviders providers;
    private final PaymentOutcomes outcomes;

    OpenPayments(Jdbi jdbi, PaymentRows payments, PaymentProviders providers, PaymentOutcomes outcomes) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.providers = providers;
        this.outcomes = outcomes;
    }

    /**
     * Calls a payment off at the provider, or takes in that it has succeeded.
     *
     * @throws ProblemException 409 while it is under way, or the provider cannot stop it now
     */
    void callOff(UUID id) {
        Payment payment = jdbi.withHandle(handle -> payments.find(handle, id));
        if (!payment.isPending()) {
            return;
        }
        if (!payment.isAwaited()) {
            throw inProgress();
        }
        try {
            outcomes.take(id, providers.of(payment.provider()).settle(payment));
        } catch (PaymentProviderException unclear) {
            LOG.warn("Payment {} is not called off: {}", id, unclear.getMessage());
            throw inProgress();
        }
    }

    static ProblemException inProgress() {
        return ProblemException.conflict(
                "payment-in-progress", "Payment in progress", "Another payment for this hold is not over yet.");
    }
}
