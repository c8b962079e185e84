package io.marquee.api.booking;

import io.marquee.api.payment.Charge;
import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentProvider;
import io.marquee.api.payment.PaymentProviderException;
import io.marquee.api.payment.PaymentProviders;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.payment.Refunds;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what a crash, a lost webhook or a silent provider left open: it asks the provider about pending payments,
 * then books or gives back, and it sends pending refunds. A payment that waits for its customer is only looked at until
 * its hold has been over for a while; then it is called off. Every instance does it, without a leader: each step is
 * decided by a locked row or by the provider's memory of our id, so two at once do no harm.
 */
@Singleton
class PaymentReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentReconciler.class);
    private static final int BATCH = 100;

    private final Jdbi jdbi;
    private final PaymentRows payments;
    private final PaymentProviders providers;
    private final PaymentOutcomes outcomes;
    private final Refunds refunds;
    private final Duration after;
    private final Duration abandonAfter;

    PaymentReconciler(
            Jdbi jdbi, PaymentRows payments, PaymentProviders providers, PaymentOutcomes outcomes, Refunds refunds,
            @Value("${marquee.payment.reconcile-after}") Duration after,
            @Value("${marquee.payment.abandon-after}") Duration abandonAfter) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.providers = providers;
        this.outcomes = outcomes;
        this.refunds = refunds;
        this.after = after;
        this.abandonAfter = abandonAfter;
    }

    @Scheduled(fixedDelay = "${marquee.payment.reconcile-every}", initialDelay = "${marquee.payment.reconcile-every}")
    void reconcileRegularly() {
        try {
            reconcile(after);
        } catch (RuntimeException failed) {
            LOG.warn("Payments were not reconciled: {}", failed.getMessage());
        }
    }

    /** Looks after payments and refunds that have been pending for longer than this. */
    void reconcile(Duration olderThan) {
        for (UUID id : jdbi.withHandle(handle -> payments.pending(handle, olderThan, BATCH))) {
            try {
                settle(jdbi.withHandle(handle -> payments.find(handle, id)));
            } catch (PaymentProviderException | RuntimeException failed) {
                LOG.warn("Payment {} stays pending: {}", id, failed.getMessage());
            }
        }
        for (UUID id : jdbi.withHandle(handle -> payments.pendingRefunds(handle, olderThan, BATCH))) {
            try {
                refunds.send(id);
            } catch (RuntimeException failed) {
                LOG.warn("Refund {} stays pending: {}", id, failed.getMessage());
            }
        }
    }

    private void settle(Payment payment) throws PaymentProviderException {
        PaymentProvider provider = providers.of(payment.provider());
        boolean patient = payment.isAwaited()
                && !jdbi.withHandle(handle -> payments.isAbandoned(handle, payment.id(), abandonAfter));
        Charge charge = patient ? provider.look(payment) : provider.settle(payment);
        if (charge.status() == Charge.Status.AWAITED) {
            return;
        }
        outcomes.take(payment.id(), charge);
        LOG.info("Payment {} had been open: {}", payment.id(), charge);
    }
}
