package io.marquee.api.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tests come from this machine, as a proxy, for clients of addresses of the documentation. */
class RateLimitTest {

    private static final Map<String, Object> SMALL = Map.of(
            "marquee.outbox.relay", "false",
            "marquee.trusted-proxies", "127.0.0.1",
            "marquee.rate-limit.account-per-address", 5,
            "marquee.rate-limit.failed-logins", 3,
            "marquee.rate-limit.hold-per-caller", 2,
            "marquee.rate-limit.search-per-address", 3);
    private static TestApi api;
    private static TestApi other;

    @BeforeAll
    static void start() {
        String database = TestApi.newDatabase();
        api = TestApi.startOn(database, SMALL);
        other = TestApi.startOn(database, SMALL);
    }

    @AfterAll
    static void stop() {
        api.close();
        other.close();
    }

    @Test
    void aCallerWhoHoldsTooOftenIsToldWhenToComeBack() {
        long showing = new TestCatalog(api.database()).showing(2, 8);
        String guest = api.guest();
        String address = address();
        assertThat(hold(guest, showing, "A1", address).status()).isEqualTo(201);
        Answer last = hold(guest, showing, "A2", address);
        assertThat(last.status()).isEqualTo(201);
        assertThat(header(last, "RateLimit-Limit")).isEqualTo("2");
        assertThat(header(last, "RateLimit-Remaining")).isEqualTo("0");

        Answer refused = hold(guest, showing, "A3", address);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(header(refused, "content-type")).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(refused.body()).containsEntry("type", "/problems/too-many-requests");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 60);
        assertThat(Integer.parseInt(header(refused, "RateLimit-Reset"))).isBetween(1, 61);
        assertThat(hold(api.guest(), showing, "A3", address).status()).as("another caller").isEqualTo(201);
    }

    @Test
    void theLimitHoldsAcrossInstances() {
        String address = address();
        for (int n = 0; n < 5; n++) {
            TestApi instance = n % 2 == 0 ? api : other;
            assertThat(guest(instance, address).status()).isEqualTo(200);
        }
        // The second instance served two of them only.
        assertThat(guest(other, address).status()).isEqualTo(429);
        assertThat(guest(other, address()).status()).as("another address").isEqualTo(200);
    }

    @Test
    void searchesAreLimitedAndPlainListsAreNot() {
        String address = address();
        for (int n = 0; n < 3; n++) {
            assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", address).status()).isEqualTo(200);
        }
        assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", address).status()).isEqualTo(429);
        for (String other : List.of("/movies?genre=x", "/movies?actor=x", "/actors?search=x", "/theaters?search=x")) {
            assertThat(api.get(other, null, "X-Forwarded-For", address).status()).as(other).isEqualTo(429);
        }
        assertThat(api.get("/movies", null, "X-Forwarded-For", address).status()).isEqualTo(200);
    }

    @Test
    void extendingAndReleasingCountAsHoldingDoes() {
        long showing = new TestCatalog(api.database()).showing(2, 8);
        String guest = api.guest();
        String address = address();
        String hold = hold(guest, showing, "A1", address).text("hold_id");
        String path = "/holds/" + hold;
        assertThat(api.send("PATCH", path, guest, null, "X-Forwarded-For", address).status()).isEqualTo(200);

        assertThat(api.send("PATCH", path, guest, null, "X-Forwarded-For", address).status()).isEqualTo(429);
        assertThat(api.send("DELETE", path, guest, null, "X-Forwarded-For", address).status()).isEqualTo(429);
    }

    @Test
    void onlyWrongPasswordsCountForAnAccountAndFromTheMachineItselfToo() {
        Map<String, String> right = Map.of("email", UUID.randomUUID() + "@example.com", "password", "correct horse");
        Map<String, String> wrong = Map.of("email", right.get("email"), "password", "wrong horse");
        api.post("/auth/register", null, right);
        for (int n = 0; n < 5; n++) {
            assertThat(api.post("/login", null, right).status()).isEqualTo(200);
        }
        for (int n = 0; n < 3; n++) {
            assertThat(api.post("/login", null, wrong).status()).isEqualTo(401);
        }
        assertThat(other.post("/login", null, right).status()).isEqualTo(429);
    }

    @Test
    void thisMachineIsNotLimitedByDefault() {
        for (int n = 0; n < 20; n++) {
            Answer answer = api.get("/movies?search=x", null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.raw().headers().firstValue("RateLimit-Limit")).isEmpty();
        }
    }

    @Test
    void whatAnyoneButATrustedProxyForwardsIsNotBelieved() {
        String client = address();
        for (int n = 0; n < 3; n++) {
            String forged = address();
            assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", forged + ", " + client).status())
                    .isEqualTo(200);
        }
        assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", address() + ", " + client).status())
                .isEqualTo(429);
    }

    @Test
    void thePortThatSomeProxiesAddIsNoPartOfTheAddress() {
        String client = address();
        for (int n = 0; n < 3; n++) {
            String hop = "[" + client + "]:" + (40_000 + n);
            assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", hop).status()).isEqualTo(200);
        }
        assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", client).status()).isEqualTo(429);
        for (int n = 0; n < 3; n++) {
            String hop = "203.0.113.7:" + (40_000 + n);
            assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", hop).status()).isEqualTo(200);
        }
        assertThat(api.get("/movies?search=x", null, "X-Forwarded-For", "203.0.113.7").status()).isEqualTo(429);
    }

    @Test
    void withoutRedisEachInstanceLimitsByItself() {
        try (TestApi alone = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "redis.uri", "redis://127.0.0.1:1",
                "marquee.trusted-proxies", "127.0.0.1",
                "marquee.rate-limit.search-per-address", 2))) {
            String address = address();
            List<Integer> statuses = IntStream.range(0, 3)
                    .mapToObj(n -> alone.get("/movies?search=x", null, "X-Forwarded-For", address).status())
                    .toList();
            assertThat(statuses).containsExactly(200, 200, 429);
        }
    }

    private static Answer hold(String token, long showing, String seat, String address) {
        return api.post(
                "/showtimes/" + showing + "/holds", token, Map.of("seats", List.of(seat)), "X-Forwarded-For", address);
    }

    private static Answer guest(TestApi instance, String address) {
        return instance.post("/auth/guest", null, null, "X-Forwarded-For", address);
    }

    // A /64 of its own, of the range for documentation.
    private static String address() {
        String random = UUID.randomUUID().toString();
        return "2001:db8:" + random.substring(0, 4) + ":" + random.substring(4, 8) + "::1";
    }

    private static String header(Answer answer, String name) {
        return answer.raw().headers().firstValue(name).orElseThrow();
    }
}
