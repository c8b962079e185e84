package io.marquee.api.account;

import io.marquee.api.Ids;
import io.marquee.api.http.ETags;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
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
    record Rotated(String subject, String role, String token) {}

    private record Known(UUID family, @Nullable UUID account, @Nullable String guest, boolean used, boolean expired) {}

    /** The first token of a login. */
    String issue(UUID account) {
        return jdbi.withHandle(handle -> add(handle, Ids.next(), account, null));
    }

    /** The first token of a guest. */
    String issueToGuest(String subject) {
        return jdbi.withHandle(handle -> add(handle, Ids.next(), null, subject));
    }

    /** The subject of an account's access tokens. */
    static String subject(UUID account) {
        return "account:" + account;
    }

    /** What a token is called where it may not be told. */
    static String name(String token) {
        return HexFormat.of().formatHex(hash(token));
    }

    /** Uses a token; empty when there is no such token, it expired, or it was used before. */
    Optional<Rotated> rotate(String token) {
        return jdbi.inTransaction(handle -> {
            // The row's lock lets one of two at once be the first.
            Known known = handle.createQuery("""
                            SELECT family, account_id, guest, used_at IS NOT NULL AS used,
                                   expires_at <= clock_timestamp() AS expired
                            FROM refresh_token WHERE hash = :hash FOR UPDATE""")
                    .bind("hash", hash(token))
                    .map((row, context) -> new Known(
                            row.getObject("family", UUID.class), row.getObject("account_id", UUID.class),
                            row.getString("guest"), row.getBoolean("used"), row.getBoolean("expired")))
                    .findOne()
                    .orElse(null);
            if (known == null || known.expired) {
                return Optional.empty();
            }
            if (known.used) {
                LOG.warn("A refresh token of {} came twice; its login ends",
                        known.account == null ? known.guest : subject(known.account));
                end(handle, known.family);
                return Optional.empty();
            }
            handle.createUpdate("UPDATE refresh_token SET used_at = clock_timestamp() WHERE hash = :hash")
                    .bind("hash", hash(token))
                    .execute();
            String next = add(handle, known.family, known.account, known.guest);
            return Optional.of(known.account == null
                    ? new Rotated(known.guest, Roles.GUEST, next)
                    : new Rotated(subject(known.account), role(handle, known.account), next));
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

    private static String role(Handle handle, UUID account) {
        return handle.createQuery("SELECT role FROM account WHERE id = :id")
                .bind("id", account)
                .mapTo(String.class)
                .one();
    }

    private String add(Handle handle, UUID family, @Nullable UUID account, @Nullable String guest) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        handle.createUpdate("""
                        INSERT INTO refresh_token (hash, family, account_id, guest, expires_at)
                        VALUES (:hash, :family, :account, :guest, clock_timestamp() + :life::interval)""")
                .bind("hash", hash(token))
                .bind("family", family)
                .bind("account", account)
                .bind("guest", guest)
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
