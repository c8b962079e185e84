package io.marquee.api.payment;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.marquee.api.problem.ProblemException;
import io.micronaut.context.BeanProvider;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.annotation.Scheduled;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks of the mock provider: kept with its books, sent over HTTP to this same server until they are taken, each
 * signed by a secret that lives as long as the process.
 */
@Singleton
class MockWebhooks {

    /** The header with the signature. */
    static final String SIGNATURE = "Mock-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(MockWebhooks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BATCH = 20;

    private final Jdbi jdbi;
    private final JsonMapper json;
    private final BeanProvider<EmbeddedServer> server;
    private final String secret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    MockWebhooks(Jdbi jdbi, JsonMapper json, BeanProvider<EmbeddedServer> server) {
        this.jdbi = jdbi;
        this.json = json;
        this.server = server;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        secret = HexFormat.of().formatHex(random);
    }

    /** What a webhook says. */
    @Serdeable
    record Body(String id, String type, UUID payment, String charge, String status, @Nullable String reason) {}

    private record Due(String event, UUID payment, String outcome, int copies) {}

    @Scheduled(
            fixedDelay = "${marquee.payment.mock.webhook-poll}",
            initialDelay = "${marquee.payment.mock.webhook-poll}")
    void sendRegularly() {
        try {
            send();
        } catch (RuntimeException failed) {
            LOG.warn("The mock provider's webhooks were not sent: {}", failed.getMessage());
        }
    }

    /** Sends what is due; what is not taken is due again later. */
    void send() {
        for (Due due : jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE mock_provider.webhook
                        SET tries = tries + 1, due_at = clock_timestamp() + :pause::interval * (tries + 1)
                        WHERE event_id IN (
                            SELECT event_id FROM mock_provider.webhook
                            WHERE copies > 0 AND due_at <= clock_timestamp()
                            ORDER BY due_at LIMIT :batch FOR UPDATE SKIP LOCKED)
                        RETURNING event_id, reference, outcome, copies""")
                .bind("pause", PATIENCE.toSeconds() + " seconds")
                .bind("batch", BATCH)
                .map((row, context) -> new Due(
                        row.getString("event_id"), UUID.fromString(row.getString("reference")),
                        row.getString("outcome"), row.getInt("copies")))
                .list())) {
            send(due);
        }
    }

    private void send(Due due) {
        Body body = jdbi.inTransaction(handle -> {
            MockBooks.become(
                    handle, due.payment, due.outcome, due.outcome.equals("declined") ? "the card was declined" : null);
            return handle.createQuery(
                            "SELECT charge_id, status, reason FROM mock_provider.charge WHERE reference = :reference")
                    .bind("reference", due.payment.toString())
                    .map((row, context) -> new Body(
                            due.event, "charge." + row.getString("status"), due.payment, row.getString("charge_id"),
                            row.getString("status"), row.getString("reason")))
                    .one();
        });
        try {
            String text = json.writeValueAsString(body);
            for (int copy = 0; copy < due.copies; copy++) {
                post(text);
            }
            jdbi.useHandle(handle -> handle.createUpdate(
                            "DELETE FROM mock_provider.webhook WHERE event_id = :event")
                    .bind("event", due.event)
                    .execute());
        } catch (IOException failed) {
            LOG.warn("The mock provider's webhook {} was not taken: {}", due.event, failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(String text) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.get().getURL() + "/payments/webhooks/mock"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(SIGNATURE, sign(text))
                .POST(BodyPublishers.ofString(text))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status != HttpStatus.OK.getCode()) {
            throw new IOException("the answer was " + status);
        }
    }

    private String sign(String text) {
        try {
            return Webhook.Signature.generateSignatureHeader(text, secret);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has HMAC-SHA-256
        }
    }

    /** @throws ProblemException 400 when this process did not sign it */
    PaymentNotice read(String text, @Nullable String signature) {
        try {
            Webhook.Signature.verifyHeader(
                    text, signature == null ? "" : signature, secret, Webhook.DEFAULT_TOLERANCE);
            Body body = json.readValue(text, Body.class);
            return new PaymentNotice(
                    body.id, body.type, body.payment, MockBooks.charge(body.status, body.charge, body.reason));
        } catch (SignatureVerificationException | IOException | RuntimeException wrong) {
            throw ProblemException.of(
                    HttpStatus.BAD_REQUEST, "invalid-signature", "Invalid signature",
                    "This is no webhook of the mock provider.");
        }
    }
}
