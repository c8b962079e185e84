package io.marquee.api.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private long showtime;
    private String customer;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "datasources.default.maximum-pool-size", 1,
                "marquee.hold.sweep-every", "1h"));
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        showtime = catalog.showing(6, 10);
        customer = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void seatsOfOthersAreNamedAndNothingIsHeld() {
        api.hold(api.guest(), showtime, "C7", "C8");

        Answer refused = hold("C6", "C7");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .containsEntry("type", "/problems/seats-unavailable")
                .containsEntry("unavailable", List.of("C7"));
        assertThat(seat("C6")).containsEntry("state", "available");
    }

    @Test
    void theSeatMapShowsEverySeatAtOneVersion() {
        api.hold(customer, showtime, "A1");
        api.hold(api.guest(), showtime, "A2");

        Map<String, Object> map = map();

        assertThat(map).containsEntry("version", 2).containsEntry("accessible", List.of("F1", "F2"));
        assertThat(seats(map)).hasSize(60);
        assertThat(seats(map).get("A1")).containsEntry("state", "held").containsEntry("version", 1).containsKey("expires_at");
        assertThat(seats(map).get("A3")).containsEntry("state", "available").containsEntry("version", 0).doesNotContainKey("expires_at");
    }

    @Test
    void theSeatMapsTagChangesWithEachChangeAndEachExpiry() {
        String empty = tag();
        api.hold(customer, showtime, "A1");
        String held = tag();
        assertThat(held).isNotEqualTo(empty);
        assertThat(api.get("/showtimes/" + showtime + "/seats", null, "If-None-Match", held).status()).isEqualTo(304);

        expire();

        assertThat(tag()).isNotEqualTo(held).isNotEqualTo(empty);
        assertThat(api.get("/showtimes/" + showtime + "/seats", null, "If-None-Match", held).status()).isEqualTo(200);
    }

    @Test
    void anExpiredHoldIsTakenOverWithoutASweeper() {
        String first = api.hold(customer, showtime, "B1", "B2");
        expire();

        assertThat(seat("B1")).containsEntry("state", "available");
        api.hold(api.guest(), showtime, "B1", "B2", "B3");

        assertThat(api.get("/holds/" + first, customer).body()).containsEntry("status", "expired");
        assertThat(api.send("PATCH", "/holds/" + first, customer, null).status()).isEqualTo(409);
        assertThat(api.book(customer, first, "tok_ok").status()).isEqualTo(409);
        assertThat(api.send("DELETE", "/holds/" + first, customer, null).status()).isEqualTo(204);
        assertThat(seat("B2")).containsEntry("state", "held");
    }

    @Test
    void theSweeperOnlyTidies() {
        String hold = api.hold(customer, showtime, "B1");
        api.hold(api.guest(), showtime, "B2");
        api.database().useHandle(handle -> handle.execute("""
                UPDATE seat_claim SET expires_at = now() - interval '2 minutes' WHERE hold_id = ?::uuid""", hold));
        api.database().useHandle(handle -> handle.execute("""
                UPDATE hold SET expires_at = now() - interval '2 minutes' WHERE id = ?::uuid""", hold));
        Object version = map().get("version");

        assertThat(api.bean(ExpirySweeper.class).sweep()).isEqualTo(1);

        assertThat(map().get("version")).isEqualTo(version);
        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "expired");
        assertThat(seat("B2")).containsEntry("state", "held");
    }

    @Test
    void releasedSeatsAreFreeAtOnce() {
        String hold = api.hold(customer, showtime, "D1", "D2");

        assertThat(api.send("DELETE", "/holds/" + hold, customer, null).status()).isEqualTo(204);
        assertThat(api.send("DELETE", "/holds/" + hold, customer, null).status()).isEqualTo(204);

        assertThat(map()).containsEntry("version", 2);
        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "released");
        api.hold(api.guest(), showtime, "D1", "D2");
    }

    @Test
    void aHoldIsExtendedUpToItsCap() {
        String hold = api.hold(customer, showtime, "D1");
        api.database().useHandle(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() + interval '9 s' WHERE id = ?::uuid", hold);
            handle.execute("UPDATE seat_claim SET expires_at = now() + interval '9 s' WHERE hold_id = ?::uuid", hold);
            handle.execute("UPDATE seat_claim c SET expires_at = h.expires_at FROM hold h WHERE h.id = c.hold_id");
        });

        Answer extended = api.send("PATCH", "/holds/" + hold, customer, null);
        assertThat(extended.status()).as(extended.raw().body()).isEqualTo(200);
        assertThat(Instant.parse(extended.text("expires_at"))).isAfter(Instant.now().plusSeconds(400));

        api.database().useHandle(handle -> handle.execute(
                "UPDATE hold SET latest_expiry = expires_at + interval '1 ms' WHERE id = ?::uuid", hold));
        Answer capped = api.send("PATCH", "/holds/" + hold, customer, null);
        assertThat(capped.text("expires_at")).isEqualTo(capped.text("latest_expiry"));
        assertThat(seat("D1").get("expires_at")).isEqualTo(capped.text("expires_at"));
        Object version = seat("D1").get("version");
        assertThat(api.send("PATCH", "/holds/" + hold, customer, null).body()).isEqualTo(capped.body());
        assertThat(seat("D1").get("version")).as("nothing changed, so nobody is told").isEqualTo(version);
    }

    @Test
    void seatsHeldAgainMoveToTheNewHoldAndKeepTheirCap() {
        String first = api.hold(customer, showtime, "E1", "E2");
        String cap = api.get("/holds/" + first, customer).text("latest_expiry");

        String second = api.hold(customer, showtime, "E2", "E3");

        assertThat(api.get("/holds/" + first, customer).body())
                .containsEntry("seats", List.of("E1")).containsEntry("total_minor", 1200).containsEntry("status", "active");
        assertThat(api.get("/holds/" + second, customer).body())
                .containsEntry("seats", List.of("E2", "E3")).containsEntry("latest_expiry", cap);

        String third = api.hold(customer, showtime, "E1", "E2", "E3");
        assertThat(api.get("/holds/" + first, customer).body()).containsEntry("status", "released");
        assertThat(api.get("/holds/" + second, customer).body()).containsEntry("status", "released");
        assertThat(api.book(customer, third, "tok_ok").status()).isEqualTo(201);
    }

    @Test
    void seatsThatStayInTheOldHoldKeepTheirPrice() {
        Answer first = hold("C4", "C5");
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET prices = jsonb_build_object('standard', 2400) WHERE id = ?", showtime));
        Answer pending = api.post("/bookings", customer, Map.of(
                "hold_id", first.text("hold_id"), "email", "guest@example.com",
                "payment", Map.of("method", "mock", "token", "tok_webhook")));
        assertThat(pending.status()).isEqualTo(202);

        assertThat(hold("C4").number("total_minor")).isEqualTo(2400);

        assertThat(api.get("/holds/" + first.text("hold_id"), customer).body())
                .containsEntry("seats", List.of("C5"))
                .containsEntry("total_minor", 1200);
        // What was paid for both seats buys neither alone.
        await().untilAsserted(() -> assertThat(api.get("/bookings/" + pending.text("booking_id"), customer).text("status"))
                .isEqualTo("refunded"));
    }

    @Test
    void oneHolderHasAtMostTenSeatsOfAShowing() {
        api.hold(customer, showtime, "A1", "A2", "A3", "A4", "A5", "A6");
        api.book(customer, api.hold(customer, showtime, "B1", "B2", "B3"), "tok_ok");

        Answer refused = hold("C1", "C2");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).containsEntry("type", "/problems/seat-limit");
        assertThat(hold("C1").status()).isEqualTo(201);
    }

    @Test
    void theBestSeatsAreTogetherInTheMiddleTwoThirdsBack() {
        Answer best = api.post("/showtimes/" + showtime + "/holds", customer, Map.of("best_available", 2));

        assertThat(best.status()).as(best.raw().body()).isEqualTo(201);
        assertThat(best.body()).containsEntry("seats", List.of("D5", "D6"));
        Answer accessible = api.post(
                "/showtimes/" + showtime + "/holds", customer, Map.of("best_available", 1, "category", "accessible"));
        assertThat(accessible.body()).containsEntry("seats", List.of("F2")).containsEntry("total_minor", 1000);
    }

    @Test
    void unknownSeatsAndWishesAreFieldErrors() {
        assertThat(hold("C7", "Z9").body().get("errors"))
                .isEqualTo(List.of(Map.of("field", "seats", "message", "there is no seat 'Z9'")));
        for (Object wish : List.of(
                Map.of(), Map.of("seats", List.of()), Map.of("seats", List.of("A1"), "best_available", 1),
                Map.of("best_available", 0), Map.of("best_available", 1, "category", "throne"))) {
            assertThat(api.post("/showtimes/" + showtime + "/holds", customer, wish).status()).as("%s", wish).isEqualTo(400);
        }
        assertThat(api.post("/showtimes/0/holds", customer, Map.of("seats", List.of("A1"))).status()).isEqualTo(404);
        assertThat(api.post("/showtimes/" + showtime + "/holds", null, Map.of("seats", List.of("A1"))).status())
                .isEqualTo(401);
    }

    private Answer hold(String... seats) {
        return api.post("/showtimes/" + showtime + "/holds", customer, Map.of("seats", List.of(seats)));
    }

    private void expire() {
        api.database().useTransaction(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
            handle.execute("UPDATE seat_claim SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
        });
    }

    private String tag() {
        return api.get("/showtimes/" + showtime + "/seats", null).raw().headers().firstValue("ETag").orElseThrow();
    }

    private Map<String, Object> map() {
        return api.get("/showtimes/" + showtime + "/seats", null).body();
    }

    private Map<String, Object> seat(String name) {
        return seats(map()).get(name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> seats(Map<String, Object> map) {
        return (Map<String, Map<String, Object>>) map.get("seats");
    }
}
