package io.marquee.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RefreshTest {

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
    void aRefreshTokenBringsTheNextTokensOnce() {
        String first = register().text("refresh_token");

        Answer next = refresh(first);

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.text("refresh_token")).isNotEqualTo(first);
        assertThat(api.get("/bookings", next.text("access_token")).status()).isEqualTo(200);
        assertThat(refresh(next.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatComesTwiceEndsItsWholeLoginAndNoOther() {
        Map<String, String> credentials = credentials();
        String stolen = api.post("/auth/register", null, credentials).text("refresh_token");
        String elsewhere = api.post("/login", null, credentials).text("refresh_token");
        String successor = refresh(stolen).text("refresh_token");

        assertThat(refresh(stolen).status()).isEqualTo(401);

        assertThat(refresh(successor).status()).isEqualTo(401);
        assertThat(refresh(elsewhere).status()).isEqualTo(200);
    }

    @Test
    void ofManyWhoUseOneTokenAtOnceAtMostOneGetsTokens() {
        String token = register().text("refresh_token");

        List<Integer> statuses = Crowd.atOnce(8, number -> refresh(token).status());

        assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
    }

    @Test
    void logoutEndsTheLogin() {
        String token = register().text("refresh_token");

        assertThat(api.post("/auth/logout", null, Map.of("refresh_token", token)).status()).isEqualTo(204);

        assertThat(refresh(token).status()).isEqualTo(401);
        assertThat(api.post("/auth/logout", null, Map.of("refresh_token", token)).status()).isEqualTo(204);
    }

    @Test
    void expiredAndInventedTokensAreRefused() {
        String token = register().text("refresh_token");
        api.database().useHandle(handle -> handle.execute("UPDATE refresh_token SET expires_at = clock_timestamp()"));

        assertThat(refresh(token).status()).isEqualTo(401);
        assertThat(refresh("invented").body()).containsEntry("type", "/problems/refresh-token-invalid");
        assertThat(refresh("x".repeat(201)).status()).isEqualTo(400);
    }

    @Test
    void theDatabaseHasHashesAlone() {
        String token = register().text("refresh_token");

        long found = api.database().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM refresh_token t WHERE position(:token IN t::text) > 0"
                        + " OR hash = convert_to(:token, 'UTF8')")
                .bind("token", token)
                .mapTo(Long.class)
                .one());
        assertThat(found).isZero();
    }

    @Test
    void whatAGuestBoughtComesAlongToTheAccount() {
        long showing = new TestCatalog(api.database()).showing(2, 8);
        String guest = api.guest();
        api.book(guest, api.hold(guest, showing, "A1"), "tok_ok");
        Map<String, String> credentials = credentials();

        String account = api.post("/auth/register", guest, credentials).text("access_token");
        assertThat(api.get("/bookings", account).items()).hasSize(1);
        assertThat(api.get("/bookings", guest).items()).isEmpty();

        String second = api.guest();
        String held = api.hold(second, showing, "B1");
        String again = api.post("/login", second, credentials).text("access_token");
        assertThat(api.book(again, held, "tok_ok").status()).isEqualTo(201);
        assertThat(api.get("/bookings", again).items()).hasSize(2);
    }

    @Test
    void aGuestsAccessTokenLivesShortlyAndItsSuccessorSeesWhatWasBought() {
        long showing = new TestCatalog(api.database()).showing(2, 8);
        Answer tokens = api.post("/auth/guest", null, null);
        assertThat(tokens.number("expires_in")).isBetween(1L, 3_600L);
        String guest = tokens.text("access_token");
        api.book(guest, api.hold(guest, showing, "A1"), "tok_ok");

        Answer next = refresh(tokens.text("refresh_token"));

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.number("expires_in")).isBetween(1L, 3_600L);
        assertThat(api.get("/bookings", next.text("access_token")).items()).hasSize(1);
        assertThat(refresh(tokens.text("refresh_token")).status()).isEqualTo(401);
        assertThat(refresh(next.text("refresh_token")).status()).as("came twice").isEqualTo(401);
    }

    @Test
    void aGuestWhoRegisteredIsAGuestNoMore() {
        Answer guest = api.post("/auth/guest", null, null);

        api.post("/auth/register", guest.text("access_token"), credentials());

        assertThat(refresh(guest.text("refresh_token")).status()).isEqualTo(401);
    }

    @Test
    void noAccountTakesOverWhatAnotherAccountBought() {
        long showing = new TestCatalog(api.database()).showing(2, 4);
        String victim = register().text("access_token");
        api.book(victim, api.hold(victim, showing, "A1"), "tok_ok");

        String other = api.post("/auth/register", victim, credentials()).text("access_token");

        assertThat(api.get("/bookings", other).items()).isEmpty();
        assertThat(api.get("/bookings", victim).items()).hasSize(1);
    }

    private static Answer refresh(String token) {
        return api.post("/auth/refresh", null, Map.of("refresh_token", token));
    }

    private static Answer register() {
        return api.post("/auth/register", null, credentials());
    }

    private static Map<String, String> credentials() {
        return Map.of("email", UUID.randomUUID() + "@example.com", "password", "correct horse");
    }
}
