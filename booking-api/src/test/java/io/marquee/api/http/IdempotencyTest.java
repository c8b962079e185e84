package io.marquee.api.http;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Idempotency-Key at every POST that changes something. */
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";

    private static TestApi api;
    private static TestCatalog catalog;
    private static String admin;
    private static long showtime;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false", "marquee.payment.mock.slow", "500ms",
                "marquee.hold.max-seats", 100));
        catalog = new TestCatalog(api.database());
        admin = api.token("account:admin", Roles.ADMIN);
        showtime = catalog.showing(8, 10);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aHoldIsReplayed() {
        requireOnce("/showtimes/" + showtime + "/holds", api.guest(), Map.of("best_available", 1),
                Map.of("best_available", 2), 201);
    }

    @Test
    void aBookingAndItsCancellationAreReplayed() {
        String guest = api.guest();
        String hold = api.hold(guest, showtime, "A1");
        Answer booked = requireOnce("/bookings", guest, booking(hold, "tok_ok"), booking(hold, "tok_slow"), 201);

        requireOnce("/bookings/" + booked.text("id") + "/cancel", guest, Map.of("seats", List.of("A1")), null, 200);
    }

    @Test
    void aDeclineIsReplayed() {
        String guest = api.guest();
        String hold = api.hold(guest, showtime, "A2");

        requireOnce("/bookings", guest, booking(hold, "tok_declined"), booking(hold, "tok_ok"), 402);
    }

    @Test
    void aRegistrationIsReplayedWithItsToken() {
        String email = UUID.randomUUID() + "@example.com";

        Answer made = requireOnce("/auth/register", null, Map.of("email", email, "password", "correct horse"),
                Map.of("email", email, "password", "wrong horse"), 201);

        assertThat(api.get("/bookings", made.text("access_token")).status()).isEqualTo(200);
        String kept = api.database().withHandle(handle -> handle
                .select("SELECT string_agg(k::text, ' ') FROM idempotency_key k WHERE holder LIKE 'register:%'")
                .mapTo(String.class)
                .one());
        assertThat(kept).as("nothing secret lies in the table").isNotBlank()
                .doesNotContain(made.text("access_token")).doesNotContain(made.text("refresh_token"))
                .doesNotContain("correct horse");
    }

    @Test
    void aLoginIsReplayedAndGuessingWithItsKeyIsNoWayToThePassword() {
        String email = UUID.randomUUID() + "@example.com";
        api.post("/auth/register", null, Map.of("email", email, "password", "correct horse"));

        requireOnce("/login", null, Map.of("email", email, "password", "correct horse"),
                Map.of("email", email, "password", "wrong horse"), 200);
    }

    @Test
    void aRefreshWhoseAnswerWasLostIsRepeated() {
        String refresh = api.post("/auth/guest", null, null).text("refresh_token");

        Answer next = requireOnce("/auth/refresh", null, Map.of("refresh_token", refresh), null, 200);

        assertThat(api.get("/bookings", next.text("access_token")).status()).isEqualTo(200);
        assertThat(api.post("/auth/refresh", null, Map.of("refresh_token", next.text("refresh_token"))).status())
                .as("the login goes on").isEqualTo(200);
    }

    @Test
    void theBodyIsComparedAsItCame() {
        String guest = api.guest();
        String path = "/showtimes/" + showtime + "/holds";
        Answer held = api.post(path, guest, "{\"best_available\":1,\"category\":\"standard\"}", KEY, "raw");
        assertThat(held.status()).isEqualTo(201);

        assertThat(api.post(path, guest, "{ \"category\" : \"standard\", \"best_available\" : 1 }", KEY, "raw").body())
                .as("written in another way").isEqualTo(held.body());
        assertThat(api.post(path, guest, "{\"best_available\":1,\"category\":\"standard\",\"foo\":1}", KEY, "raw")
                .status()).as("with a field that nobody knows").isEqualTo(422);
    }

    @Test
    void aCheckInIsReplayed() {
        String staff = api.token("account:door", Roles.STAFF);

        // What is no ticket stays none: the refusal is an answer like others.
        requireOnce("/tickets/check-in", staff, Map.of("code", "x.y.z", "showtime_id", showtime),
                Map.of("code", "a.b.c", "showtime_id", showtime), 422);
    }

    @Test
    void aShowingIsCancelledOnce() {
        long other = catalog.showing(2, 4);

        requireOnce("/showtimes/" + other + "/cancel", admin, null, null, 200);
    }

    @Test
    void whatAdministratorsAddIsAddedOnce() {
        Answer movie = requireOnce("/movies", admin, Map.of("title", "Once", "runtime_minutes", 90),
                Map.of("title", "Twice", "runtime_minutes", 90), 201);
        assertThat(api.get("/movies?search=Once", null).items())
                .filteredOn(found -> found.get("title").equals("Once"))
                .hasSize(1);
        assertThat(movie.number("id")).isPositive();
        Map<String, Object> theater = Map.of(
                "name", "Once", "location", "Here", "region", "North", "time_zone", "UTC", "currency", "EUR");
        requireOnce("/theaters", admin, theater, null, 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tab\tinside"})
    void malformedKeysAre400(String key) {
        String guest = api.guest();

        assertThat(holdWith(guest, key).status()).as("[" + key + "]").isEqualTo(400);
        assertThat(holdWith(guest, key).body().get("errors").toString()).contains(KEY);
        assertThat(holds(guest)).isZero();
    }

    @Test
    void keysAreAtMost200CharactersAndOne() {
        String guest = api.guest();

        assertThat(holdWith(guest, "k".repeat(201)).status()).isEqualTo(400);
        Answer two = api.post("/showtimes/" + showtime + "/holds", guest, Map.of("best_available", 1),
                KEY, "one", KEY, "two");
        assertThat(two.status()).isEqualTo(400);
        assertThat(holds(guest)).isZero();
        assertThat(holdWith(guest, "k".repeat(200)).status()).isEqualTo(201);
    }

    @Test
    void keysBelongToTheirCaller() {
        String one = api.guest();
        String other = api.guest();

        assertThat(holdWith(one, "shared").text("hold_id")).isNotEqualTo(holdWith(other, "shared").text("hold_id"));
        assertThat(holdWith(other, "shared").raw().headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    @Test
    void conflictsAndFailuresAreTriedAnew() {
        String guest = api.guest();
        String other = api.guest();
        String theirs = api.hold(other, showtime, "B1", "B2");
        Map<String, Object> wish = Map.of("seats", List.of("B1", "B2"));
        String path = "/showtimes/" + showtime + "/holds";

        assertThat(api.post(path, guest, wish, KEY, "again").status()).isEqualTo(409);
        assertThat(api.send("DELETE", "/holds/" + theirs, other, null).status()).isEqualTo(204);
        Answer held = api.post(path, guest, wish, KEY, "again");
        assertThat(held.status()).isEqualTo(201);

        String hold = held.text("hold_id");
        assertThat(api.book(guest, hold, "tok_error", KEY, "pay").status()).isEqualTo(502);
        assertThat(api.book(guest, hold, "tok_error", KEY, "pay").raw().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
    }

    @Test
    void ofManyAtOnceOneRunsAndTheOthersWait() {
        String guest = api.guest();
        String hold = api.hold(guest, showtime, "C1");

        List<Answer> answers = Crowd.atOnce(10, n -> api.book(guest, hold, "tok_slow", KEY, "once"));

        assertThat(answers.stream().filter(answer -> answer.raw().headers().firstValue("Idempotent-Replayed").isEmpty())
                        .collect(groupingBy(Answer::status, counting())))
                .containsEntry(201, 1L)
                .containsKey(409);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).allSatisfy(answer ->
                assertThat(answer.body()).containsEntry("type", "/problems/request-in-flight"));
        assertThat(api.book(guest, hold, "tok_ok", KEY, "once").status()).isEqualTo(422);
        assertThat(api.book(guest, hold, "tok_slow", KEY, "once").status()).isEqualTo(201);
    }

    @Test
    void aKeyWhoseRequestDiedWithItsInstanceIsFreeAgainForTheSameRequest() {
        String guest = api.guest();
        holdWith(guest, "crash");
        api.database().useHandle(handle -> handle.execute("""
                UPDATE idempotency_key SET status = NULL, response = NULL, created_at = now() - interval '1 minute'
                WHERE key = 'crash'"""));
        assertThat(holdWith(guest, "crash").status()).isEqualTo(409);
        api.database().useHandle(handle -> handle.execute(
                "UPDATE idempotency_key SET created_at = now() - interval '3 minutes' WHERE key = 'crash'"));

        assertThat(api.post("/showtimes/" + showtime + "/holds", guest, Map.of("best_available", 2), KEY, "crash")
                .status()).isEqualTo(422);
        assertThat(holdWith(guest, "crash").status()).isEqualTo(201);
        assertThat(holdWith(guest, "crash").raw().headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    @Test
    void aKeyIsForgottenAfter24Hours() {
        String guest = api.guest();
        String first = holdWith(guest, "day").text("hold_id");
        age("day", "23 hours 59 minutes");
        assertThat(holdWith(guest, "day").text("hold_id")).isEqualTo(first);
        age("day", "24 hours 1 minute");

        assertThat(holdWith(guest, "day").text("hold_id")).isNotEqualTo(first);
    }

    @Test
    void whoeverWasTooSlowDoesNotOverwriteTheAnswerOfTheNext() {
        IdempotencyKeys keys = api.bean(IdempotencyKeys.class);
        byte[] fingerprint = {1};
        UUID slow = UUID.randomUUID();
        UUID next = UUID.randomUUID();
        assertThat(keys.reserve("someone", "k", fingerprint, slow)).isTrue();
        age("k", "3 minutes");
        assertThat(keys.reserve("someone", "k", fingerprint, next)).isTrue();

        keys.keep("someone", "k", next, 200, "the next's");
        keys.keep("someone", "k", slow, 200, "the slow one's");
        keys.forget("someone", "k", slow);

        assertThat(keys.find("someone", "k").orElseThrow().response()).isEqualTo("the next's");
    }

    // The same key and body: the first answer; the same key and another body: 422; without a key nothing is replayed.
    private static Answer requireOnce(String path, String token, Object body, Object otherBody, int status) {
        String key = UUID.randomUUID().toString();
        Answer first = api.post(path, token, body, KEY, key);
        assertThat(first.status()).as(first.raw().body()).isEqualTo(status);

        Answer again = api.post(path, token, body, KEY, key);

        assertThat(again.status()).isEqualTo(status);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.raw().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.raw().headers().firstValue("Content-Type"))
                .isEqualTo(first.raw().headers().firstValue("Content-Type"));
        if (otherBody != null) {
            Answer other = api.post(path, token, otherBody, KEY, key);
            assertThat(other.status()).as(other.raw().body()).isEqualTo(422);
            assertThat(other.body()).containsEntry("type", "/problems/idempotency-key-reused");
        }
        return first;
    }

    private static Answer holdWith(String guest, String key) {
        return api.post("/showtimes/" + showtime + "/holds", guest, Map.of("best_available", 1), KEY, key);
    }

    private static Map<String, Object> booking(String hold, String token) {
        return Map.of("hold_id", hold, "email", "a@example.com", "payment", Map.of("method", "mock", "token", token));
    }

    private static void age(String key, String interval) {
        api.database().useHandle(handle -> handle.execute(
                "UPDATE idempotency_key SET created_at = now() - ?::interval WHERE key = ?", interval, key));
    }

    private static long holds(String guest) {
        return api.database().withHandle(handle -> handle
                .select("SELECT count(*) FROM hold WHERE holder = ?", holder(guest))
                .mapTo(Long.class)
                .one());
    }

    private static String holder(String token) {
        String payload = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        return payload.replaceFirst(".*\"sub\":\"([^\"]+)\".*", "$1");
    }
}
