package io.marquee.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import io.micronaut.security.token.generator.TokenGenerator;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {

    private static TestApi api;
    private static String token;
    private static long showtime;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        token = api.guest();
        showtime = new TestCatalog(api.database()).showing(3, 4);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/movies/x", "/movies/99999999999999999999", "/movies?limit=0", "/movies?limit=201", "/movies?limit=many",
        "/movies?date=2026-13-01", "/movies?date=%2B99999999-01-01", "/movies?search=%00", "/movies?cursor=x",
        "/movies?showing_on=today", "/movies?showing_on=%2B999999-01-01", "/movies?theater_id=x",
        "/movies?cursor=MB9BH3g", "/actors?search=%00", "/theaters?region=%00", "/theaters?cursor=%F0%9F%8E%AC",
        "/showtimes?theater_id=x", "/showtimes?movie_id=1.5", "/showtimes?date=tomorrow", "/showtimes/1e3",
        "/showtimes/-1x/seats", "/holds/none", "/bookings/none", "/bookings?cursor=MB9B", "/bookings?limit=-5",
        "/showtimes?cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaHzE=",
        "/showtimes?cursor=LTEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaHzE=",
        "/events?cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaHzE=",
        "/events?cursor=LTEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaHzE=",
        "/bookings?cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaHzViMGY2YTNlLTlmMmYtNGMzYS04YTE1LTBmM2MzYzhmM2ExMA=="})
    void malformedReadsAre400(String path) {
        assertProblem(api.get(path, token), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/movies/0", "/theaters/-1", "/showtimes/9223372036854775807", "/showtimes/0/seats", "/nothing/here",
        "/holds/5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10", "/bookings/5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10"})
    void unknownThingsAre404(String path) {
        assertProblem(api.get(path, token), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "[]", "null", "7", "\"A1\"", "{\"seats\":\"A1\"}", "{\"seats\":{}}", "{\"seats\":[1,[2]]}",
        "{\"seats\":[null]}", "{\"seats\":[\"A1'; DROP TABLE hold; --\"]}", "{\"seats\":[\"A\\u00001\"]}",
        "{\"best_available\":-1}", "{\"best_available\":99999999999999}", "{\"best_available\":1e99}",
        "{\"best_available\":\"two\"}", "{\"best_available\":1,\"category\":7.5}"})
    void malformedHoldsAre400AndHoldNothing(String body) {
        assertProblem(
                api.send("POST", "/showtimes/" + showtime + "/holds", token, body, "Content-Type", "application/json"), 400);
        long holds = api.database().withHandle(handle ->
                handle.createQuery("SELECT count(*) FROM hold").mapTo(Long.class).one());
        assertThat(holds).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"hold_id\":\"x\",\"email\":\"a@b.c\",\"payment\":{\"method\":\"mock\",\"token\":\"tok_ok\"}}",
        "{\"hold_id\":7,\"email\":\"a@b.c\",\"payment\":{\"method\":\"mock\",\"token\":\"tok_ok\"}}",
        "{\"email\":\"a@b.c\",\"payment\":{\"method\":\"mock\",\"token\":\"tok_ok\"}}",
        "{\"hold_id\":\"5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10\",\"email\":\"a@b.c\",\"payment\":{}}",
        "{\"hold_id\":\"5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10\",\"email\":\"a b\",\"payment\":{\"method\":\"mock\",\"token\":\"t\"}}",
        "{\"hold_id\":\"5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10\",\"email\":\"a@b.c\",\"payment\":{\"method\":\"gold\",\"token\":\"t\"}}"})
    void malformedBookingsAre400WithTheFieldsName(String body) {
        Answer answer = api.send("POST", "/bookings", token, body, "Content-Type", "application/json");

        assertProblem(answer, 400);
        assertThat((List<?>) answer.body().get("errors")).as(answer.raw().body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "+1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    void showingsStartAtTimesOfThisWorld(String start) {
        TestCatalog catalog = new TestCatalog(api.database());
        long hall = catalog.auditorium(catalog.theater("Far Theater", "UTC"), 1, 2);
        Answer refused = api.post("/showtimes", api.token("account:a", Roles.ADMIN), Map.of(
                "movie_id", catalog.movie("Far Movie"), "auditorium_id", hall, "starts_at", start,
                "prices", Map.of("standard", 1)));

        assertProblem(refused, 400);
        assertThat(fields(refused)).containsExactly("starts_at");
    }

    @Test
    void conversionErrorsNameTheFieldAsItIsOnTheWire() {
        assertThat(fields(api.get("/showtimes?theater_id=x", null))).containsExactly("theater_id");
        assertThat(fields(api.get("/movies?theater_id=x", null))).containsExactly("theater_id");
        assertThat(fields(api.get("/movies?showing_on=2026-02-31", null))).containsExactly("showing_on");
        assertThat(fields(api.get("/movies?limit=999", null))).containsExactly("limit");
        assertThat(fields(api.send("POST", "/bookings", token,
                "{\"hold_id\":\"x\"}", "Content-Type", "application/json"))).containsExactly("hold_id");
        assertThat(fields(api.post("/bookings", token, Map.of()))).containsExactly("email", "hold_id", "payment");
    }

    @Test
    void jsonThatIsNestedWithoutEndIsRefusedBeforeAnyoneReadsItAsATree() {
        for (String nested : List.of(
                "[".repeat(100_000), "{\"a\":".repeat(50_000),
                "{\"best_available\":1,\"foo\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}")) {
            for (String path : List.of("/events", "/bookings", "/showtimes/" + showtime + "/holds")) {
                Answer answer = api.send("POST", path, token, nested,
                        "Content-Type", "application/json", "Idempotency-Key", UUID.randomUUID().toString());
                assertProblem(answer, 400);
                assertThat(fields(answer)).containsExactly("body");
            }
        }
    }

    @Test
    void wrongMethodsTypesAndSizesAreProblemsToo() {
        assertProblem(api.send("DELETE", "/movies", token, null), 405);
        assertProblem(api.send("PUT", "/bookings", token, "{}"), 405);
        assertProblem(api.send("POST", "/bookings", token, "{\"payment\":\"cash\"}"), 400);
        assertProblem(api.send("POST", "/bookings", token, "a=b", "Content-Type", "application/x-www-form-urlencoded"), 415);
        assertProblem(api.send("POST", "/bookings", token, "x".repeat(2_000_000), "Content-Type", "application/json"), 413);
        assertProblem(api.send("GET", "/movies/1", null, null, "Accept", "image/png"), 406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "", "utf-16", "x-JIS0208", "\"latin1\""})
    void bodiesAreInUtf8(String charset) {
        for (String path : List.of("/events", "/payments/webhooks/mock", "/payments/webhooks/stripe", "/bookings")) {
            for (String body : new String[] {"{}", ""}) {
                assertProblem(api.send(
                        "POST", path, token, body, "Content-Type", "application/json; charset=" + charset), 415);
            }
        }
        assertProblem(api.send("POST", "/login", null, "{}", "Content-Type", "application/json;Charset=\"UTF-8\""), 400);
    }

    @Test
    void withoutAValidTokenThereIsNothing() {
        String forged = token.substring(0, token.length() - 4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
        String unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJndWVzdDp4Iiwicm9sZXMiOlsiYWRtaW4iXX0.";
        Date past = Date.from(Instant.now().minusSeconds(60));
        Date later = Date.from(Instant.now().plusSeconds(60));
        assertThat(api.get("/bookings", signed(Map.of("exp", later, "nbf", past))).status()).isEqualTo(200);
        String expired = signed(Map.of("exp", past));
        String endless = signed(Map.of());
        String early = signed(Map.of("exp", later, "nbf", later));
        for (String bad : new String[] {null, "x", forged, unsigned, expired, endless, early, "a.b.c"}) {
            assertProblem(api.get("/bookings", bad), 401);
            assertProblem(api.post("/showtimes/" + showtime + "/holds", bad, Map.of("seats", List.of("A1"))), 401);
            assertProblem(api.get("/holds/" + UUID.randomUUID(), bad), 401);
        }
    }

    @Test
    void aParameterWithNulIsNamed() {
        for (String path : List.of("/movies?search=%00", "/theaters?region=a%00", "/sales-summary?product=%00")) {
            Answer answer = api.get(path, null);
            assertProblem(answer, 400);
            assertThat(answer.raw().body()).contains("\"field\":\"" + path.replaceAll(".*\\?|=.*", "") + "\"");
        }
    }

    private String signed(Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.putAll(Map.of("sub", "guest:x", "roles", List.of("guest")));
        return api.bean(TokenGenerator.class).generateToken(all).orElseThrow();
    }

    @Test
    void sqlInSearchesIsSearchedFor() {
        for (String search : List.of("%27%20OR%201=1%20--", "%25", "_", "%5C", "%3Btable%3E")) {
            for (String path : List.of("/movies?search=", "/actors?search=", "/theaters?search=", "/movies?genre=")) {
                Answer answer = api.get(path + search, null);
                assertThat(answer.status()).as(path + search).isEqualTo(200);
                assertThat(answer.items()).as(path + search).isEmpty();
            }
        }
        assertProblem(api.get("/movies?search=" + "x".repeat(201), null), 400);
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
        assertThat(answer.body()).containsKeys("type", "title", "detail", "instance").containsEntry("status", status);
        assertThat(answer.raw().body()).doesNotContain("io.m").doesNotContain("Exception").doesNotContain("\tat ")
                .doesNotContain("org.");
    }

    private static List<String> fields(Answer answer) {
        return ((List<?>) answer.body().get("errors"))
                .stream().map(error -> (String) ((Map<?, ?>) error).get("field")).toList();
    }
}
