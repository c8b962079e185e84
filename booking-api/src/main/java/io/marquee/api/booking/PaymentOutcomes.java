package io.marquee.api.booking;

import io.marquee.api.payment.Charge;
import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentNotice;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.payment.Refunds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in how payments ended, by whatever way one learns it, in any order and as often as it comes: captured stands
 * against everything, and what is over is never opened again by older news.
 */
@Singleton
class PaymentOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentOutcomes.class);

    private final Jdbi jdbi;
    private final PaymentRows payments;
    private final BookingFinisher finisher;
    private final Refunds refunds;
    private final MeterRegistry meters;

    PaymentOutcomes(
            Jdbi jdbi, PaymentRows payments, BookingFinisher finisher, Refunds refunds, MeterRegistry meters) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.finisher = finisher;
        this.refunds = refunds;
        this.meters = meters;
    }

    /**
     * Takes in what became of a charge.
     *
     * @return the booking; empty when there is none, or not yet
     */
    Optional<UUID> take(UUID payment, Charge charge) {
        switch (charge.status()) {
            case CAPTURED -> {
                return finisher.finish(payment, charge.providerRef());
            }
            case AWAITED -> jdbi.useHandle(
                    handle -> payments.awaited(handle, payment, charge.providerRef(), charge.reason()));
            case DECLINED -> end(payment, "declined", charge.reason());
            case CANCELLED -> end(payment, "failed", charge.reason() == null ? "called off" : charge.reason());
            default -> throw new IllegalArgumentException(charge.toString());
        }
        return Optional.empty();
    }

    private void end(UUID payment, String status, String failure) {
        if (jdbi.withHandle(handle -> payments.ended(handle, payment, status, failure))) {
            meters.counter("marquee.bookings", "result", status).increment();
        }
    }

    /**
     * Takes in a provider's event. When this fails it changes nothing that a repetition would not bring to its end: the
     * event counts as known only afterwards.
     */
    void take(String provider, PaymentNotice notice) {
        if (jdbi.withHandle(handle -> isKnown(handle, provider, notice.eventId()))) {
            LOG.debug("The event {} of {} came again", notice.eventId(), provider);
            return;
        }
        Optional<UUID> payment = Optional.ofNullable(notice.payment())
                .flatMap(id -> jdbi.withHandle(handle -> payments.find(handle, id, provider)))
                .map(Payment::id);
        if (payment.isPresent() && notice.charge() != null) {
            take(payment.get(), notice.charge());
        }
        if (notice.failedRefund() != null) {
            refunds.failed(notice.failedRefund());
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO payment_event (provider, event_id, type, payment_id)
                        VALUES (:provider, :event, :type, :payment) ON CONFLICT DO NOTHING""")
                .bind("provider", provider)
                .bind("event", notice.eventId())
                .bind("type", notice.type())
                .bind("payment", payment.orElse(null))
                .execute());
        meters.counter("marquee.payment.events", "provider", provider).increment();
    }

    private static boolean isKnown(Handle handle, String provider, String event) {
        return handle.createQuery(
                        "SELECT EXISTS (SELECT FROM payment_event WHERE provider = :provider AND event_id = :event)")
                .bind("provider", provider)
                .bind("event", event)
                .mapTo(Boolean.class)
                .one();
    }

    /** Providers repeat events for some days; after two months none comes again. */
    @Scheduled(fixedDelay = "6h", initialDelay = "7m")
    void forgetOldEvents() {
        try {
            jdbi.useHandle(handle -> handle.execute(
                    "DELETE FROM payment_event WHERE received_at < clock_timestamp() - interval '60 days'"));
        } catch (RuntimeException failed) {
            LOG.warn("Old payment events were not deleted: {}", failed.getMessage());
        }
    }
}
