package io.marquee.api.payment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps telling of refunds that could not be paid out, by the gauge {@code marquee.refunds.failed}. */
@Singleton
class FailedRefunds {

    private static final Logger LOG = LoggerFactory.getLogger(FailedRefunds.class);

    private final FailedRefundRows refunds;
    private final AtomicLong known = new AtomicLong();

    FailedRefunds(FailedRefundRows refunds, MeterRegistry meters) {
        this.refunds = refunds;
        Gauge.builder("marquee.refunds.failed", known, AtomicLong::get).register(meters);
    }

    @Scheduled(fixedDelay = "${marquee.payment.reconcile-every}", initialDelay = "${marquee.payment.reconcile-every}")
    void count() {
        try {
            known.set(refunds.count());
        } catch (RuntimeException failed) {
            LOG.warn("Failed refunds were not counted: {}", failed.getMessage());
        }
    }
}
