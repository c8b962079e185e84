package io.marquee.api.payment;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * How the mock provider behaves.
 *
 * @param enabled whether anyone can pay with it
 * @param slow how long {@code tok_slow} takes
 * @param webhookAfter when {@code tok_webhook} and its kin are paid and told
 * @param webhookLate when {@code tok_webhook_late} is
 */
@ConfigurationProperties("marquee.payment.mock")
record MockSettings(boolean enabled, Duration slow, Duration webhookAfter, Duration webhookLate) {}
