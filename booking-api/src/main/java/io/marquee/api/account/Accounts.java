package io.marquee.api.account;

import io.marquee.api.Ids;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Accounts with a password, kept as a bcrypt hash. */
@Singleton
class Accounts {

    private static final int STRENGTH = 10; // 2^10 rounds: some 60 ms of one core for each guess

    private final Jdbi jdbi;
    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder(STRENGTH);
    private final String nobodysHash = encoder.encode("nobody");

    Accounts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An account that proved who it is. */
    record Account(UUID id, String role) {}

    /** Makes a customer's account; empty when the address has one already. */
    Optional<Account> register(String email, String password) {
        return add(email, password, Roles.CUSTOMER);
    }

    /** The role of the account with this address. */
    Optional<String> role(String email) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT role FROM account WHERE email = :email")
                .bind("email", normal(email))
                .mapTo(String.class)
                .findOne());
    }

    /** Makes an account with a role; empty when the address has one already. */
    Optional<Account> add(String email, String password, String role) {
        String hash = encoder.encode(password);
        UUID id = Ids.next();
        int made = jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO account (id, email, password_hash, role) VALUES (:id, :email, :hash, :role)
                        ON CONFLICT (email) DO NOTHING""")
                .bind("id", id)
                .bind("email", normal(email))
                .bind("hash", hash)
                .bind("role", role)
                .execute());
        return made == 1 ? Optional.of(new Account(id, role)) : Optional.empty();
    }

    /** The account with this address and password. It takes as long whether the address is known or not. */
    Optional<Account> login(String email, String password) {
        record Row(UUID id, String role, String hash) {}
        Optional<Row> row = jdbi.withHandle(handle -> handle
                .createQuery("SELECT id, role, password_hash FROM account WHERE email = :email")
                .bind("email", normal(email))
                .map((found, context) -> new Row(
                        found.getObject("id", UUID.class), found.getString("role"), found.getString("password_hash")))
                .findOne());
        boolean right = encoder.matches(password, row.map(Row::hash).orElse(nobodysHash));
        return row.filter(found -> right).map(found -> new Account(found.id, found.role));
    }

    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
