package io.marquee.api.payment;

import com.stripe.exception.EventDataObjectDeserializationException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeObject;
import com.stripe.net.Webhook;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events that Stripe sends. Only what an event says about a payment or refund of ours counts; others, and
 * those of other shops of the same account, are of no concern.
 */
@Singleton
class StripeWebhooks {

    private static final Logger LOG = LoggerFactory.getLogger(StripeWebhooks.class);

    private final StripeSettings settings;

    StripeWebhooks(StripeSettings settings) {
        this.settings = settings;
    }

    /** @throws ProblemException 400 when the event was not signed with our secret, or too long ago, or is malformed */
    PaymentNotice read(String body, @Nullable String signature) {
        if (settings.webhookSecret().isBlank()) {
            throw refused("This server has no secret to check Stripe's signatures with.");
        }
        if (signature == null) {
            throw refused("The header Stripe-Signature is missing.");
        }
        Event event;
        try {
            event = Webhook.constructEvent(
                    body, signature, settings.webhookSecret(), settings.tolerance().toSeconds());
        } catch (SignatureVerificationException wrong) {
            throw refused(wrong.getMessage() + ".");
        } catch (RuntimeException malformed) { // the library parses header and body without looking first
            throw refused("The signature or the event is malformed.");
        }
        if (event == null || event.getId() == null || event.getType() == null || event.getData() == null) {
            throw ProblemException.of(
                    HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", "The body is not an event.");
        }
        try {
            return notice(event);
        } catch (NullPointerException incomplete) { // the library's, for an event without an object
            throw refused("The event has no object.");
        }
    }

    private static PaymentNotice notice(Event event) {
        // Read whatever version of Stripe's API the endpoint is set to: the fields used are in all of them.
        StripeObject object;
        try {
            object = event.getDataObjectDeserializer().deserializeUnsafe();
        } catch (EventDataObjectDeserializationException unknown) {
            LOG.warn("Stripe's event {} ({}) cannot be read", event.getId(), event.getType());
            return new PaymentNotice(event.getId(), event.getType(), null, null);
        }
        if (object instanceof Refund refund && "failed".equals(refund.getStatus())) {
            LOG.error("Stripe could not pay refund {} of {} out: {}; see to it by hand",
                    refund.getId(), refund.getPaymentIntent(), refund.getFailureReason());
            return new PaymentNotice(
                    event.getId(), event.getType(), null, null, ours(refund.getMetadata(), StripeProvider.REFUND));
        }
        if (!(object instanceof PaymentIntent intent)) {
            return new PaymentNotice(event.getId(), event.getType(), null, null);
        }
        Charge charge = switch (event.getType()) {
            case "payment_intent.succeeded", "payment_intent.canceled", "payment_intent.payment_failed" ->
                    StripeProvider.toCharge(intent);
            default -> null;
        };
        return new PaymentNotice(
                event.getId(), event.getType(), ours(intent.getMetadata(), StripeProvider.PAYMENT), charge);
    }

    private static UUID ours(@Nullable Map<String, String> metadata, String name) {
        String id = metadata == null ? null : metadata.get(name);
        try {
            return id == null ? null : UUID.fromString(id);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static ProblemException refused(String why) {
        return ProblemException.of(HttpStatus.BAD_REQUEST, "invalid-signature", "Invalid signature", why);
    }
}
