package io.marquee.api.payment;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.payment.StripeLedger.Intent;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks as Stripe sends them: an event with a snapshot of the intent, signed with the endpoint's secret. */
public final class StripeEvents {

    /** The endpoint's secret. */
    public static final String SECRET = "whsec_of_the_stand_in";

    private static final JsonMapper JSON = JsonMapper.createDefault();

    private StripeEvents() {}

    /** An event about an intent as it stands now, made some time ago. */
    public static String event(String type, Intent intent, Duration ago) {
        return event(type, intent.toJson(), ago);
    }

    /** The event that tells that a refund, by our id, could not be paid out after all. */
    public static String refundFailed(String refund) {
        return event("refund.failed", Map.of(
                "id", "re_" + refund, "object", "refund", "status", "failed",
                "failure_reason", "expired_or_canceled_card", "metadata", Map.of("marquee_refund", refund)), Duration.ZERO);
    }

    private static String event(String type, Object about, Duration ago) {
        try {
            return JSON.writeValueAsString(Map.of(
                    "id", "evt_" + UUID.randomUUID().toString().replace("-", ""),
                    "object", "event",
                    "api_version", "2020-08-27",
                    "created", Instant.now().minus(ago).getEpochSecond(),
                    "type", type,
                    "livemode", false,
                    "data", Map.of("object", about)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The event that tells of the intent's success. */
    public static String succeeded(Intent intent) {
        return event("payment_intent.succeeded", intent, Duration.ZERO);
    }

    /** Sends an event, signed now. */
    public static Answer send(TestApi api, String event) {
        String signature = sign(event, SECRET, Instant.now());
        return api.post("/payments/webhooks/stripe", null, event, "Stripe-Signature", signature);
    }

    /** The header that signs a body, as Stripe documents it. */
    public static String sign(String body, String secret, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
