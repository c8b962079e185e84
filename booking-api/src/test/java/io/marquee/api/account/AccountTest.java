package io.marquee.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aGuestsTokenBuysAndSeesWhatItBought() {
        Answer token = api.post("/auth/guest", null, null);
        assertThat(token.body()).containsEntry("token_type", "Bearer").containsKeys("access_token", "expires_in");

        long showing = new TestCatalog(api.database()).showing(2, 4);
        String guest = token.text("access_token");
        assertThat(api.book(guest, api.hold(guest, showing, "A1"), "tok_ok").status()).isEqualTo(201);
        assertThat(api.get("/bookings", guest).items()).hasSize(1);
    }

    @Test
    void anAccountKeepsItsBookingsFromLoginToLogin() {
        Answer registered = api.post("/auth/register", null, credentials("Ann@Example.com", "correct horse"));
        assertThat(registered.status()).isEqualTo(201);
        long showing = new TestCatalog(api.database()).showing(2, 4);
        String first = registered.text("access_token");
        api.book(first, api.hold(first, showing, "A1"), "tok_ok");

        Answer login = api.post("/login", null, credentials("ann@example.com", "correct horse"));

        assertThat(login.status()).isEqualTo(200);
        assertThat(api.get("/bookings", login.text("access_token")).items()).hasSize(1);
    }

    @Test
    void wrongCredentialsAreAllTheSame() {
        api.post("/auth/register", null, credentials("bob@example.com", "correct horse"));

        Answer wrong = api.post("/login", null, credentials("bob@example.com", "wrong horse"));
        Answer unknown = api.post("/login", null, credentials("nobody@example.com", "wrong horse"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.body()).usingRecursiveComparison().ignoringFields("request_id").isEqualTo(wrong.body());
        assertThat(api.post("/auth/register", null, credentials("BOB@example.com", "another horse")).status())
                .isEqualTo(409);
    }

    @Test
    void weakOrOverlongPasswordsAreRefused() {
        for (String password : new String[] {"", "short", "x".repeat(73), "é".repeat(40)}) {
            assertThat(api.post("/auth/register", null, credentials("c@example.com", password)).status())
                    .as(password).isEqualTo(400);
        }
        assertThat(api.post("/login", null, credentials("c@example.com", "é".repeat(40))).status()).isEqualTo(401);
    }

    @Test
    void passwordsAreKeptAsBcryptHashes() {
        api.post("/auth/register", null, credentials("dan@example.com", "correct horse"));

        String hash = api.database().withHandle(handle -> handle
                .createQuery("SELECT password_hash FROM account WHERE email = 'dan@example.com'")
                .mapTo(String.class)
                .one());
        assertThat(hash).startsWith("$2a$10$");
    }

    private static Map<String, String> credentials(String email, String password) {
        return Map.of("email", email, "password", password);
    }
}
