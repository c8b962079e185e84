package io.marquee.api.http;

import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a caller repeat a request that it got no answer to: under the same Idempotency-Key the first answer comes again.
 * Keys belong to their caller and are kept for {@code marquee.booking.idempotency-life}. Answers that a repetition might
 * change (conflicts, 5xx) are not kept.
 */
@Singleton
public class Idempotency {

    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
    private static final int MAX_KEY = 200;

    /** A first request that took longer has died with its instance; its key may be used again. */
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(2);

    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Duration life;

    Idempotency(Jdbi jdbi, JsonMapper json, @Value("${marquee.booking.idempotency-life}") Duration life) {
        this.jdbi = jdbi;
        this.json = json;
        this.life = life;
    }

    private record Known(byte[] fingerprint, Integer status, String response) {}

    /**
     * Answers a request once.
     *
     * @param holder the caller
     * @param key the header's value; null runs the action without further ado
     * @param body what came with the request; it is compared by its JSON
     * @param status of the answer when the action succeeds
     * @throws ProblemException what the action throws; 422 when the key came with another request before; 409 while the
     *     first request is under way
     */
    public <T> HttpResponse<?> once(
            HttpRequest<?> request, String holder, String key, Object body, HttpStatus status, Supplier<T> action) {
        if (key == null) {
            return HttpResponse.status(status).body(action.get());
        }
        if (key.isBlank() || key.length() > MAX_KEY || key.indexOf('\0') >= 0) {
            throw ProblemException.badField("Idempotency-Key", "must have 1 to " + MAX_KEY + " characters");
        }
        byte[] fingerprint = ETags.sha256(
                (request.getMethodName() + " " + request.getPath() + "\n" + write(body)).getBytes(StandardCharsets.UTF_8));
        if (!reserve(holder, key, fingerprint)) {
            return replay(holder, key, fingerprint);
        }
        boolean kept = false;
        try {
            T answer = action.get();
            keep(holder, key, status.getCode(), write(answer));
            kept = true;
            return HttpResponse.status(status).body(answer);
        } catch (ProblemException refused) {
            if (refused.status().getCode() < 500 && refused.status() != HttpStatus.CONFLICT) {
                keep(holder, key, refused.status().getCode(), write(refused.toProblem(request.getPath())));
                kept = true;
            }
            throw refused;
        } finally {
            if (!kept) {
                forget(holder, key);
            }
        }
    }

    private boolean reserve(String holder, String key, byte[] fingerprint) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO idempotency_key AS known (holder, key, fingerprint) VALUES (:holder, :key, :fingerprint)
                        ON CONFLICT (holder, key) DO UPDATE
                            SET fingerprint = excluded.fingerprint, status = NULL, response = NULL,
                                created_at = clock_timestamp()
                            WHERE known.created_at < clock_timestamp() - :life::interval
                               OR (known.status IS NULL AND known.created_at < clock_timestamp() - :longest::interval)""")
                .bind("holder", holder)
                .bind("key", key)
                .bind("fingerprint", fingerprint)
                .bind("life", life.toMillis() + " milliseconds")
                .bind("longest", LONGEST_REQUEST.toMillis() + " milliseconds")
                .execute()) == 1;
    }

    private HttpResponse<?> replay(String holder, String key, byte[] fingerprint) {
        Known known = jdbi.withHandle(handle -> handle.createQuery("""
                                SELECT fingerprint, status, response FROM idempotency_key
                                WHERE holder = :holder AND key = :key""")
                        .bind("holder", holder)
                        .bind("key", key)
                        .map((row, context) -> new Known(
                                row.getBytes("fingerprint"),
                                row.getObject("status", Integer.class),
                                row.getString("response")))
                        .findOne())
                .orElse(new Known(fingerprint, null, null)); // it just ended without an answer to keep
        if (!Arrays.equals(known.fingerprint, fingerprint)) {
            throw ProblemException.of(
                    HttpStatus.UNPROCESSABLE_ENTITY, "idempotency-key-reused", "Idempotency-Key used before",
                    "This Idempotency-Key came with another request before.");
        }
        if (known.status == null) {
            throw ProblemException.conflict(
                    "request-in-flight", "Request in flight", "The first request with this key is still under way.");
        }
        return HttpResponse.status(HttpStatus.valueOf(known.status))
                .body(known.response.getBytes(StandardCharsets.UTF_8))
                .contentType(known.status < 400 ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                .header("Idempotent-Replayed", "true");
    }

    private void keep(String holder, String key, int status, String response) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE idempotency_key SET status = :status, response = :response
                        WHERE holder = :holder AND key = :key""")
                .bind("holder", holder)
                .bind("key", key)
                .bind("status", status)
                .bind("response", response)
                .execute());
    }

    private void forget(String holder, String key) {
        jdbi.useHandle(handle -> handle.createUpdate("DELETE FROM idempotency_key WHERE holder = :holder AND key = :key")
                .bind("holder", holder)
                .bind("key", key)
                .execute());
    }

    @Scheduled(fixedDelay = "1h", initialDelay = "5m")
    void forgetOldKeys() {
        try {
            jdbi.useHandle(handle -> handle.createUpdate(
                            "DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - :life::interval")
                    .bind("life", life.toMillis() + " milliseconds")
                    .execute());
        } catch (RuntimeException failed) {
            LOG.warn("Old idempotency keys were not deleted: {}", failed.getMessage());
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
    }
}
