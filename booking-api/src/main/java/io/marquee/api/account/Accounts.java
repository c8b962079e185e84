package io.marquee.api.account;

import io.marquee.api.Ids;
import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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

    /** Accounts by address; of one role, or all for null. */
    Page<AccountSummary> list(@Nullable String role, @Nullable String cursor, int limit) {
        String after = cursor == null ? "" : Cursor.decode(cursor, 1).part(0, text -> text);
        List<AccountSummary> rows = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, email, role, created_at FROM account
                        WHERE email > :after AND (:role::text IS NULL OR role = :role) ORDER BY email LIMIT :most""")
                .bind("after", after)
                .bind("role", role)
                .bind("most", limit + 1)
                .map((row, context) -> summary(row))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.email()), row -> row);
    }

    /** @throws ProblemException 404 when there is no such account */
    AccountSummary find(UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "SELECT id, email, role, created_at FROM account WHERE id = :id")
                        .bind("id", id)
                        .map((row, context) -> summary(row))
                        .findOne())
                .orElseThrow(() -> ProblemException.notFound("account", id));
    }

    /** Gives an account another role and ends its logins. */
    void changeRole(UUID id, String role) {
        jdbi.useTransaction(handle -> {
            int changed = handle.createUpdate("UPDATE account SET role = :role WHERE id = :id AND role <> :role")
                    .bind("role", role)
                    .bind("id", id)
                    .execute();
            if (changed == 1) {
                handle.createUpdate("DELETE FROM refresh_token WHERE account_id = :id").bind("id", id).execute();
            }
        });
    }

    private static AccountSummary summary(ResultSet row) throws SQLException {
        return new AccountSummary(
                row.getObject("id", UUID.class), row.getString("email"), row.getString("role"),
                row.getTimestamp("created_at").toInstant());
    }

    /** The form that an address is kept in: case does not count. */
    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
