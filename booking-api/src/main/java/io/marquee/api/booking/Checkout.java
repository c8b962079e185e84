package io.marquee.api.booking;

import io.marquee.api.Ids;
import io.marquee.api.booking.BookingRequest.PaymentChoice;
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
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sells a hold: one transaction records the attempt, then the provider is asked outside of any, then another
 * transaction books. A crash in between leaves the attempt pending, for {@link PaymentReconciler}. Where the customer
 * has to pay at the provider, the attempt stays open, and the booking is made when the provider tells that the money
 * came.
 */
@Singleton
class Checkout {

    private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

    private final Jdbi jdbi;
    private final HoldRows holds;
    private final Showings showings;
    private final PaymentRows payments;
    private final PaymentProviders providers;
    private final PaymentOutcomes outcomes;
    private final OpenPayments openPayments;

    Checkout(
            Jdbi jdbi, HoldRows holds, Showings showings, PaymentRows payments, PaymentProviders providers,
            PaymentOutcomes outcomes, OpenPayments openPayments) {
        this.jdbi = jdbi;
        this.holds = holds;
        this.showings = showings;
        this.payments = payments;
        this.providers = providers;
        this.outcomes = outcomes;
        this.openPayments = openPayments;
    }

    /**
     * What a checkout came to.
     *
     * @param bookingId of the booking, or of the one that the payment will make
     * @param open whether the customer has still to pay
     * @param clientSecret what the customer pays with at the provider, while it is open
     */
    record Sale(UUID bookingId, boolean open, @Nullable String clientSecret) {}

    /**
     * Charges the caller and books the seats, or leaves the caller to pay.
     *
     * @throws ProblemException 402 when the payment is declined and 502 when the provider fails, and the hold stays;
     *     409 when the hold is gone
     */
    Sale book(String holder, BookingRequest request) {
        PaymentChoice choice = request.payment();
        PaymentProvider provider = providers.requested(choice.method());
        provider.requireToken(choice.token());
        Payment payment = begin(holder, request, provider);
        Charge charge = charge(provider, payment, choice.token());
        Optional<UUID> booking = outcomes.take(payment.id(), charge);
        if (booking.isPresent()) {
            return new Sale(booking.get(), false, null);
        }
        // What a webhook told while the provider answered counts as much as the answer.
        Payment now = jdbi.withHandle(handle -> payments.find(handle, payment.id()));
        if (now.bookingId() != null) {
            return new Sale(now.bookingId(), false, null);
        } else if (now.isPending()) {
            return new Sale(payment.id(), true, charge.clientSecret());
        } else if (now.isCaptured()) {
            throw ProblemException.conflict(
                    "hold-gone", "Hold gone", "The seats were gone when the payment came; the money goes back.");
        } else if (now.status().equals("declined")) {
            throw ProblemException.of(
                    HttpStatus.PAYMENT_REQUIRED, "payment-declined", "Payment declined",
                    "The payment was declined" + (charge.reason() == null ? "" : ": " + charge.reason())
                            + ". The seats are still held.");
        }
        throw providerFailed("nothing was charged");
    }

    private Payment begin(String holder, BookingRequest request, PaymentProvider provider) {
        Attempt attempt = jdbi.inTransaction(handle -> begin(handle, holder, request, provider));
        if (attempt.isNew) {
            return attempt.payment;
        }
        Payment open = attempt.payment;
        if (attempt.isForHold && open.isAwaited()
                && open.provider().equals(provider.name()) && request.payment().token() == null) {
            // The customer comes back to the payment that was begun; the ticket goes where it is wanted now.
            return jdbi.withHandle(handle -> payments.sendTicketTo(handle, open.id(), request.email()));
        }
        openPayments.callOff(open.id()); // it must not succeed besides the new one
        attempt = jdbi.inTransaction(handle -> begin(handle, holder, request, provider));
        if (!attempt.isNew) {
            throw OpenPayments.inProgress();
        }
        return attempt.payment;
    }

    // It may be one that was begun for seats that the hold has no more.
    private record Attempt(boolean isNew, boolean isForHold, Payment payment) {}

    private Attempt begin(Handle handle, String holder, BookingRequest request, PaymentProvider provider) {
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
        boolean isNew = payments.begin(handle, id, hold.holdId(), provider.name(), request.email());
        Payment payment = isNew
                ? payments.find(handle, id)
                : payments.inHand(handle, hold.holdId()).orElseThrow(OpenPayments::inProgress);
        return new Attempt(isNew, payment.isFor(hold.seats(), hold.totalMinor()), payment);
    }

    private Charge charge(PaymentProvider provider, Payment payment, String token) {
        if (payment.amountMinor() == 0) {
            return Charge.ofNothing();
        }
        try {
            return provider.charge(payment, token);
        } catch (PaymentProviderException unclear) {
            LOG.warn("Payment {}: {}", payment.id(), unclear.getMessage());
        }
        try {
            return payment.isAwaited() ? provider.look(payment) : provider.settle(payment);
        } catch (PaymentProviderException stillUnclear) {
            LOG.warn("Payment {} stays pending: {}", payment.id(), stillUnclear.getMessage());
            throw providerFailed("it will be found out soon whether it charged, and then either booked or given back");
        }
    }

    private static ProblemException providerFailed(String consequence) {
        return ProblemException.of(
                HttpStatus.BAD_GATEWAY, "payment-provider-failed", "Payment provider failed",
                "The payment provider failed; " + consequence + ". The seats are still held.");
    }
}
