package io.marquee.api.payment;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * How to reach Stripe. The secrets come from the configuration alone and are never printed.
 *
 * @param secretKey of the account; empty turns Stripe off
 * @param publishableKey of the account; without it the pages do not offer Stripe
 * @param webhookSecret of the endpoint that Stripe sends its events to; empty refuses them
 * @param apiBase address of the API, without a slash at the end
 * @param script address of Stripe.js, for the pages
 * @param tolerance how old the signature of a webhook may be
 */
@ConfigurationProperties("marquee.payment.stripe")
record StripeSettings(
        String secretKey,
        String publishableKey,
        String webhookSecret,
        String apiBase,
        String script,
        Duration connectTimeout,
        Duration readTimeout,
        Duration tolerance) {

    @Override
    public String toString() {
        return "StripeSettings[" + apiBase + "]";
    }
}
