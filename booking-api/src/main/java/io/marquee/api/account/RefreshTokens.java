package io.marquee.api.account;

import io.marquee.api.Ids;
import io.marquee.api.http.ETags;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refresh tokens, rotated as RFC 9700 (section 4.14.2) advises: each is used once, and using one a second time ends all
 * that came from the same login. The database has their hashes alone.
 */
@Singleton
class RefreshTokens {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshTokens.class);
    private static final int BYTES = 32;

    private final Jdbi jdbi;
    private final Duration life;
    private final SecureRandom random = new SecureRandom();

    RefreshTokens(Jdbi jdbi, @Value("${marquee.token.refresh-life}") Duration life) {
        this.jdbi = jdbi;
        this.life = life;
    }

    /** A token that was used, and what comes of it. */
    record Rotated(Accounts.Account account, String token) {}

    private record Known(UUID family, UUID account, boolean used, boolean expired) {}

    /** The first token of a login. */
    String issue(UUID account) {
        return jdbi.withHandle(handle -> add(handle, Ids.next(), account));
    }

    /** Uses a token; empty when there is no such token, it expired, or it was used before. */
    Optional<Rotated> rotate(String token) {
        return jdbi.inTransaction(handle -> {
            // The row's lock lets one of two at once be the first.
            Known known = handle.createQuery("""
                            SELECT family, account_id, used_at IS NOT NULL AS used,
                                   expires_at <= clock_timestamp() AS expired
                            FROM refresh_token WHERE hash = :hash FOR UPDATE""")
                    .bind("hash", hash(token))
                    .map((row, context) -> new Known(
                            row.getObject("family", UUID.class), row.getObject("account_id", UUID.class),
                            row.getBoolean("used"), row.getBoolean("expired")))
                    .findOne()
                    .orElse(null);
            if (known == null || known.expired) {
                return Optional.empty();
            }
            if (known.used) {
                LOG.warn("A refresh token of account {} came twice; its login ends", known.account);
                end(handle, known.family);
                return Optional.empty();
            }
            handle.createUpdate("UPDATE refresh_token SET used_at = clock_timestamp() WHERE hash = :hash")
                    .bind("hash", hash(token))
                    .execute();
            String role = handle.createQuery("SELECT role FROM account WHERE id = :id")
                    .bind("id", known.account)
                    .mapTo(String.class)
                    .one();
            return Optional.of(new Rotated(
                    new Accounts.Account(known.account, role), add(handle, known.family, known.account)));
        });
    }

    /** Ends the login that the token comes from; a token that is not known ends nothing. */
    void end(String token) {
        jdbi.useTransaction(handle -> handle.createQuery("SELECT family FROM refresh_token WHERE hash = :hash")
                .bind("hash", hash(token))
                .mapTo(UUID.class)
                .findOne()
                .ifPresent(family -> end(handle, family)));
    }

    private String add(Handle handle, UUID family, UUID account) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        handle.createUpdate("""
                        INSERT INTO refresh_token (hash, family, account_id, expires_at)
                        VALUES (:hash, :family, :account, clock_timestamp() + :life::interval)""")
                .bind("hash", hash(token))
                .bind("family", family)
                .bind("account", account)
                .bind("life", life.toMillis() + " milliseconds")
                .execute();
        return token;
    }

    private static void end(Handle handle, UUID family) {
        handle.createUpdate("DELETE FROM refresh_token WHERE family = :family").bind("family", family).execute();
    }

    @Scheduled(fixedDelay = "1h", initialDelay = "7m")
    void forgetExpired() {
        try {
            jdbi.useHandle(handle -> handle.execute("DELETE FROM refresh_token WHERE expires_at < clock_timestamp()"));
        } catch (RuntimeException failed) {
            LOG.warn("Expired refresh tokens were not deleted: {}", failed.getMessage());
        }
    }

    private static byte[] hash(String token) {
        return ETags.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
