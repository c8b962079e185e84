package io.marquee.api.booking;

import io.marquee.api.Ids;
import io.marquee.api.hold.Hold;
import io.marquee.api.hold.HoldRows;
import io.marquee.api.hold.Showings;
import io.marquee.api.payment.Charge;
import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentProvider;
import io.marquee.api.payment.PaymentProviderException;
import io.marquee.api.payment.PaymentProviders;
import io.marquee.api.payment.PaymentRows;
import io.marquee.api.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sells a hold: one transaction records the attempt, then the provider is asked outside of any, then another transaction
 * books. A crash in between leaves the attempt pending, for {@link PaymentReconciler}.
 */
@Singleton
class Checkout {

    private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

    private final Jdbi jdbi;
    private final HoldRows holds;
    private final Showings showings;
    private final PaymentRows payments;
    private final PaymentProviders providers;
    private final BookingFinisher finisher;
    private final MeterRegistry meters;

    Checkout(
            Jdbi jdbi, HoldRows holds, Showings showings, PaymentRows payments, PaymentProviders providers,
            BookingFinisher finisher, MeterRegistry meters) {
        this.jdbi = jdbi;
        this.holds = holds;
        this.showings = showings;
        this.payments = payments;
        this.providers = providers;
        this.finisher = finisher;
        this.meters = meters;
    }

    /**
     * Charges the caller and books the seats.
     *
     * @return the booking's id
     * @throws ProblemException 402 when the payment is declined and 502 when the provider fails, and the hold stays; 409
     *     when the hold is gone
     */
    UUID book(String holder, BookingRequest request) {
        PaymentProvider provider = providers.requested(request.payment().method());
        Payment payment = jdbi.inTransaction(handle -> begin(handle, holder, request, provider));
        Charge charge = charge(provider, payment, request.payment().token());
        return switch (charge.status()) {
            case CAPTURED -> finisher.finish(payment.id(), charge.providerRef())
                    .orElseThrow(() -> ProblemException.conflict(
                            "hold-gone", "Hold gone",
                            "The seats were gone when the payment came; the money goes back."));
            case DECLINED -> {
                end(payment, "declined", charge.reason());
                throw ProblemException.of(
                        HttpStatus.PAYMENT_REQUIRED, "payment-declined", "Payment declined",
                        "The payment was declined: " + charge.reason() + ". The seats are still held.");
            }
            case CANCELLED -> {
                end(payment, "failed", "the provider failed");
                throw providerFailed("nothing was charged");
            }
        };
    }

    private Payment begin(Handle handle, String holder, BookingRequest request, PaymentProvider provider) {
        Hold seen = holds.find(handle, request.holdId(), holder);
        showings.find(handle, seen.showtimeId()).requireOnSale();
        Hold hold = holds.lock(handle, request.holdId());
        if (hold.status().equals(Hold.BOOKED)) {
            throw ProblemException.alreadyBooked(
                    handle.createQuery("SELECT id FROM booking WHERE hold_id = :hold")
                            .bind("hold", hold.holdId())
                            .mapTo(String.class)
                            .one());
        }
        if (!hold.isActive()) {
            throw ProblemException.conflict("hold-gone", "Hold gone", "This hold is " + hold.status() + ".");
        }
        UUID id = Ids.next();
        if (!payments.begin(
                handle, id, hold.holdId(), provider.name(), hold.totalMinor(), hold.currency(), request.email())) {
            throw ProblemException.conflict(
                    "payment-in-progress", "Payment in progress", "Another payment for this hold is not over yet.");
        }
        return payments.find(handle, id);
    }

    private Charge charge(PaymentProvider provider, Payment payment, String token) {
        try {
            return provider.charge(payment.id(), payment.amountMinor(), payment.currency(), token);
        } catch (PaymentProviderException unclear) {
            LOG.warn("Payment {}: {}", payment.id(), unclear.getMessage());
        }
        try {
            return provider.settle(payment.id());
        } catch (PaymentProviderException stillUnclear) {
            LOG.warn("Payment {} stays pending: {}", payment.id(), stillUnclear.getMessage());
            throw providerFailed("it will be found out soon whether it charged, and then either booked or given back");
        }
    }

    private void end(Payment payment, String status, String failure) {
        jdbi.useHandle(handle -> payments.ended(handle, payment.id(), status, failure));
        meters.counter("marquee.bookings", "result", status).increment();
    }

    private static ProblemException providerFailed(String consequence) {
        return ProblemException.of(
                HttpStatus.BAD_GATEWAY, "payment-provider-failed", "Payment provider failed",
                "The payment provider failed; " + consequence + ". The seats are still held.");
    }
}
