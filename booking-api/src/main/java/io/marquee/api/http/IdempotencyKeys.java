package io.marquee.api.http;

import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code idempotency_key}. */
@Singleton
class IdempotencyKeys {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyKeys.class);

    private final Jdbi jdbi;
    private final Duration life;
    private final Duration inFlight;

    /**
     * @param life how long an answer is kept
     * @param inFlight a first request that took longer has died with its instance; it may be sent again
     */
    IdempotencyKeys(
            Jdbi jdbi, @Value("${marquee.booking.idempotency-life}") Duration life,
            @Value("${marquee.booking.idempotency-in-flight}") Duration inFlight) {
        this.jdbi = jdbi;
        this.life = life;
        this.inFlight = inFlight;
    }

    /**
     * A key that came before.
     *
     * @param status of the answer; null while the first request is under way
     */
    record Known(byte[] fingerprint, @Nullable Integer status, @Nullable String response) {}

    /** Takes a key for a request; false when it is taken. */
    boolean reserve(String holder, String key, byte[] fingerprint, UUID attempt) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO idempotency_key AS known (holder, key, fingerprint, attempt)
                        VALUES (:holder, :key, :fingerprint, :attempt)
                        ON CONFLICT (holder, key) DO UPDATE
                            SET fingerprint = excluded.fingerprint, attempt = excluded.attempt, status = NULL,
                                response = NULL, created_at = clock_timestamp()
                            WHERE known.created_at < clock_timestamp() - :life::interval
                               OR (known.status IS NULL AND known.fingerprint = excluded.fingerprint
                                   AND known.created_at < clock_timestamp() - :flight::interval)""")
                .bind("holder", holder)
                .bind("key", key)
                .bind("fingerprint", fingerprint)
                .bind("attempt", attempt)
                .bind("life", life.toMillis() + " milliseconds")
                .bind("flight", inFlight.toMillis() + " milliseconds")
                .execute()) == 1;
    }

    Optional<Known> find(String holder, String key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT fingerprint, status, response FROM idempotency_key
                        WHERE holder = :holder AND key = :key""")
                .bind("holder", holder)
                .bind("key", key)
                .map((row, context) -> new Known(
                        row.getBytes("fingerprint"),
                        row.getObject("status", Integer.class),
                        row.getString("response")))
                .findOne());
    }

    /** Keeps the answer of an attempt, unless another has taken the key over because this one took so long. */
    void keep(String holder, String key, UUID attempt, int status, String response) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE idempotency_key SET status = :status, response = :response
                        WHERE holder = :holder AND key = :key AND attempt = :attempt""")
                .bind("holder", holder)
                .bind("key", key)
                .bind("attempt", attempt)
                .bind("status", status)
                .bind("response", response)
                .execute());
    }

    /** Frees the key of an attempt. */
    void forget(String holder, String key, UUID attempt) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        DELETE FROM idempotency_key
                        WHERE holder = :holder AND key = :key AND attempt = :attempt""")
                .bind("holder", holder)
                .bind("key", key)
                .bind("attempt", attempt)
                .execute());
    }

    @Scheduled(fixedDelay = "1h", initialDelay = "5m")
    void forgetOld() {
        try {
            jdbi.useHandle(handle -> handle.createUpdate(
                            "DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - :life::interval")
                    .bind("life", life.toMillis() + " milliseconds")
                    .execute());
        } catch (RuntimeException failed) {
            LOG.warn("Old idempotency keys were not deleted: {}", failed.getMessage());
        }
    }
}
