package io.marquee.api.account;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PostConstruct;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first administrator: with {@code MARQUEE_ADMIN_EMAIL} and {@code MARQUEE_ADMIN_PASSWORD} set, the account
 * is made at the start if the address has none yet. An account that is there is left as it is: neither its password
 * changes, so the variables can stay or go, nor its role, since whoever registered the address first chose its
 * password.
 */
@Context
@Requires(property = "marquee.admin.email", pattern = ".+")
final class FirstAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
    private static final int SHORTEST = 12;
    private static final int BCRYPT_BYTES = 72;

    private final Accounts accounts;
    private final String email;
    private final String password;

    FirstAdmin(
            Accounts accounts, @Value("${marquee.admin.email}") String email,
            @Value("${marquee.admin.password:}") String password) {
        this.accounts = accounts;
        this.email = email;
        this.password = password;
    }

    /** @throws IllegalStateException when the account cannot be made, or belongs to someone who is no administrator */
    @PostConstruct
    void make() {
        String role = accounts.role(email).orElse(null);
        if (role == null) {
            if (password.length() < SHORTEST || password.getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES
                    || !email.contains("@")) {
                throw new IllegalStateException(
                        "MARQUEE_ADMIN_EMAIL must be an address, and MARQUEE_ADMIN_PASSWORD have " + SHORTEST + " to "
                                + BCRYPT_BYTES + " characters");
            }
            if (accounts.add(email, password, Roles.ADMIN).isPresent()) {
                LOG.info("Made the administrator {}", email);
                return;
            }
            role = accounts.role(email).orElseThrow(); // another instance was faster
        }
        if (!role.equals(Roles.ADMIN)) {
            throw new IllegalStateException(
                    "MARQUEE_ADMIN_EMAIL belongs to a " + role + " already; take another address");
        }
    }
}
