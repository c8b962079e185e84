package io.marquee.api.payment;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeError;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.service.PaymentIntentService;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Payment with Stripe, by PaymentIntents. Without a token the customer pays in the browser, by Stripe's own form and
 * the client secret, and Stripe tells by a webhook; with one (a PaymentMethod's id) the payment is confirmed at once.
 *
 * <p>Each attempt has an intent of its own and idempotency keys that are made from its id: a request that is repeated
 * charges once, and the next attempt after a decline has other keys, so Stripe does not repeat the decline.
 */
@Singleton
class StripeProvider implements PaymentProvider {

    /** The entry of an intent's metadata that names our attempt. */
    static final String PAYMENT = "marquee_payment";

    private static final Logger LOG = LoggerFactory.getLogger(StripeProvider.class);
    static final String REFUND = "marquee_refund";

    /** Currencies without minor units that Stripe nevertheless takes with two decimals. */
    private static final Set<String> TAKEN_WITH_TWO_DECIMALS = Set.of("ISK", "UGX");

    private static final int NETWORK_RETRIES = 1;

    private final StripeSettings settings;
    private final StripeWebhooks webhooks;
    private final StripeClient client;

    StripeProvider(StripeSettings settings, StripeWebhooks webhooks) {
        this.settings = settings;
        this.webhooks = webhooks;
        Stripe.enableTelemetry = false;
        client = StripeClient.builder()
                .setApiKey(settings.secretKey().isBlank() ? "not set" : settings.secretKey())
                .setApiBase(settings.apiBase())
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setReadTimeout(Math.toIntExact(settings.readTimeout().toMillis()))
                .setMaxNetworkRetries(NETWORK_RETRIES)
                .build();
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public Optional<String> missing() {
        return settings.secretKey().isBlank() ? Optional.of("it has no secret key") : Optional.empty();
    }

    @Override
    public void requireToken(@Nullable String token) {
        // Without one the customer pays at Stripe; whether there is such a PaymentMethod, Stripe tells.
    }

    private interface Request<T> {
        T send() throws StripeException;
    }

    @Override
    public Charge charge(Payment payment, @Nullable String token) throws PaymentProviderException {
        try {
            return ask(() -> {
                PaymentIntent intent = payment.providerRef() == null
                        ? create(payment)
                        : intents().retrieve(payment.providerRef());
                return toCharge(token == null ? intent : confirm(payment, intent, token));
            });
        } catch (Refused refused) {
            return Charge.declined(null, refused.getMessage());
        }
    }

    @Override
    public Charge look(Payment payment) throws PaymentProviderException {
        try {
            return ask(() -> toCharge(current(payment)));
        } catch (Refused refused) {
            throw new PaymentProviderException(refused.getMessage(), refused);
        }
    }

    @Override
    public Charge settle(Payment payment) throws PaymentProviderException {
        Charge charge;
        try {
            charge = ask(() -> cancel(current(payment)));
        } catch (Refused refused) {
            if (payment.providerRef() != null) {
                throw new PaymentProviderException(refused.getMessage(), refused);
            }
            return Charge.declined(null, refused.getMessage()); // there never was an intent
        }
        if (charge.status() == Charge.Status.AWAITED) {
            throw new PaymentProviderException("Stripe is at work on " + charge.providerRef());
        }
        return charge;
    }

    @Override
    public String refund(UUID refund, Payment payment, long amountMinor) throws PaymentProviderException {
        try {
            return ask(() -> {
                // Stripe forgets keys after a day; what it gave back it does not forget.
                RefundListParams sent = RefundListParams.builder().setPaymentIntent(payment.providerRef()).build();
                for (Refund known : client.v1().refunds().list(sent).autoPagingIterable()) {
                    if (refund.toString().equals(known.getMetadata().get(REFUND)) && isGood(known)) {
                        return known.getId();
                    }
                }
                Refund made = client.v1().refunds().create(
                        RefundCreateParams.builder()
                                .setPaymentIntent(payment.providerRef())
                                .setAmount(toStripe(amountMinor, payment.currency()))
                                .putMetadata(REFUND, refund.toString())
                                .build(),
                        key("refund", refund));
                if (!isGood(made)) {
                    throw new InvalidRequestException(
                            "refund " + made.getId() + " is " + made.getStatus(), null, null, null, 0, null);
                }
                return made.getId();
            });
        } catch (Refused refused) {
            throw new PaymentProviderException(refused.getMessage(), refused);
        }
    }

    @Override
    public PaymentNotice read(String body, @Nullable String signature) {
        return webhooks.read(body, signature);
    }

    private PaymentIntentService intents() {
        return client.v1().paymentIntents();
    }

    // Repeated with the same key it brings the first answer again, so it also finds an intent whose id was lost.
    private PaymentIntent create(Payment payment) throws StripeException {
        return intents().create(
                PaymentIntentCreateParams.builder()
                        .setAmount(toStripe(payment.amountMinor(), payment.currency()))
                        .setCurrency(payment.currency().toLowerCase(Locale.ROOT))
                        .setDescription("Seats of showing " + payment.showtimeId())
                        .setAutomaticPaymentMethods(AutomaticPaymentMethods.builder()
                                .setEnabled(true)
                                .setAllowRedirects(AutomaticPaymentMethods.AllowRedirects.NEVER)
                                .build())
                        .putMetadata(PAYMENT, payment.id().toString())
                        .build(),
                key("payment", payment.id()));
    }

    // An answer that Stripe repeats is as old as the first: what counts is read anew.
    private PaymentIntent current(Payment payment) throws StripeException {
        String id = payment.providerRef() == null ? create(payment).getId() : payment.providerRef();
        return intents().retrieve(id);
    }

    private PaymentIntent confirm(Payment payment, PaymentIntent intent, String token) throws StripeException {
        try {
            return intents().confirm(
                    intent.getId(),
                    PaymentIntentConfirmParams.builder().setPaymentMethod(token).build(),
                    key("confirm", payment.id()));
        } catch (CardException | InvalidRequestException refused) {
            // The attempt is over; the next one gets an intent of its own.
            if (cancel(intents().retrieve(intent.getId())).status() == Charge.Status.CAPTURED) {
                return intents().retrieve(intent.getId());
            }
            throw refused;
        }
    }

    private Charge cancel(PaymentIntent intent) throws StripeException {
        if (intent.getStatus().equals("succeeded") || intent.getStatus().equals("canceled")) {
            return toCharge(intent);
        }
        try {
            return toCharge(intents().cancel(intent.getId()));
        } catch (InvalidRequestException tooLate) {
            return toCharge(intents().retrieve(intent.getId())); // it succeeded meanwhile, or is at the bank
        }
    }

    static Charge toCharge(PaymentIntent intent) {
        return switch (intent.getStatus()) {
            case "succeeded" -> Charge.captured(intent.getId());
            case "canceled" -> Charge.cancelled(intent.getId());
            default -> Charge.awaited(intent.getId(), reason(intent.getLastPaymentError()), intent.getClientSecret());
        };
    }

    private static String reason(@Nullable StripeError error) {
        return error == null ? null : error.getMessage();
    }

    private static boolean isGood(Refund refund) {
        return !Set.of("failed", "canceled").contains(String.valueOf(refund.getStatus()));
    }

    private static long toStripe(long amountMinor, String currency) {
        return TAKEN_WITH_TWO_DECIMALS.contains(currency) ? amountMinor * 100 : amountMinor;
    }

    private static RequestOptions key(String what, UUID id) {
        return RequestOptions.builder().setIdempotencyKey("marquee-" + what + "-" + id).build();
    }

    /** What Stripe understood and will not do: a card was declined, or a value is none that it takes. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    private <T> T ask(Request<T> request) throws Refused, PaymentProviderException {
        if (missing().isPresent()) {
            throw new PaymentProviderException("Stripe has no secret key here");
        }
        try {
            return request.send();
        } catch (CardException | InvalidRequestException refused) {
            String reason = reason(refused.getStripeError());
            LOG.info("Stripe refused a request: {}", refused.getMessage());
            throw new Refused(reason == null ? refused.getMessage() : reason, refused);
        } catch (StripeException failed) {
            throw new PaymentProviderException("Stripe: " + failed.getMessage(), failed);
        }
    }
}
