package io.marquee.api.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HoldRaceTest {

    /** How long the clients fight; {@code -Dmarquee.test.contention=30s} for longer. */
    private static final Duration CONTENTION =
            Duration.parse("PT" + System.getProperty("marquee.test.contention", "8s"));

    private static TestApi api;
    private static TestCatalog catalog;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "marquee.hold.sweep-every", "1h",
                "marquee.hold.sweep-after", "0s",
                "marquee.payment.reconcile-every", "1h",
                "marquee.payment.mock.slow", "40ms"));
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void fiftyClientsWhoWantOverlappingSeatsInOppositeOrderNeitherLockUpNorHoldHalf() {
        long showtime = catalog.showing(2, 8);
        List<String> row = IntStream.rangeClosed(1, 8).mapToObj(seat -> "A" + seat).toList();
        long end = System.nanoTime() + CONTENTION.toNanos();
        List<Set<Integer>> statuses = Crowd.atOnce(50, n -> {
            String token = api.guest();
            Random random = new Random(n);
            Set<Integer> seen = new HashSet<>();
            while (System.nanoTime() < end) {
                int first = random.nextInt(7);
                List<String> wish = new ArrayList<>(row.subList(first, Math.min(8, first + 2 + random.nextInt(4))));
                if (n % 2 == 0) {
                    Collections.reverse(wish);
                }
                Answer held = hold(token, showtime, wish);
                seen.add(held.status());
                if (held.status() == 201) {
                    seen.add(api.send("DELETE", "/holds/" + held.text("hold_id"), token, null).status());
                } else {
                    assertThat(held.text("type")).isIn(
                            "/problems/seats-unavailable", "/problems/single-seat-left");
                }
            }
            return seen;
        });

        assertThat(statuses.stream().flatMap(Set::stream)).containsOnly(201, 204, 409);
        assertThat(api.get("/showtimes/" + showtime, null).number("seats_available")).isEqualTo(16);
    }

    @Test
    void of160WhoAskForTheBestEachGetsSeatsOfTheirOwnUntilNoneAreLeft() {
        long showtime = catalog.showing(10, 14); // 138 standard seats; one row has two accessible ones
        List<String> tokens = IntStream.range(0, 160).mapToObj(n -> api.guest()).toList();

        List<Answer> answers = Crowd.atOnce(160, n -> best(tokens.get(n), showtime, 1));

        List<Object> seats = seatsOf(answers);
        assertThat(seats).hasSize(138).doesNotHaveDuplicates();
        assertThat(answers).filteredOn(answer -> answer.status() != 201).hasSize(22).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body()).containsEntry("type", "/problems/no-seats-together");
        });
    }

    @Test
    void couplesWhoAskForTheBestSitTogetherAndLeaveNoSingleSeat() {
        long showtime = catalog.showing(10, 14);
        List<String> tokens = IntStream.range(0, 100).mapToObj(n -> api.guest()).toList();

        List<Answer> answers = Crowd.atOnce(100, n -> best(tokens.get(n), showtime, 2));

        assertThat(seatsOf(answers)).hasSize(138).doesNotHaveDuplicates();
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(69).allSatisfy(answer -> {
            List<?> pair = (List<?>) answer.body().get("seats");
            assertThat(pair.get(0).toString().charAt(0)).isEqualTo(pair.get(1).toString().charAt(0));
        });
    }

    @Test
    void theExtensionOfAHoldRacesItsExpiry() {
        for (int round = 0; round < 12; round++) {
            long showtime = catalog.showing(1, 2);
            String owner = api.guest();
            String other = api.guest();
            String hold = api.hold(owner, showtime, "A1");
            expireIn(showtime, round * 3); // now before the end, now after it

            List<Answer> answers = Crowd.atOnce(2, n -> {
                if (n == 1) {
                    return untilHeld(() -> hold(other, showtime, List.of("A1")), 200);
                }
                return api.send("PATCH", "/holds/" + hold, owner, null);
            });

            boolean extended = answers.get(0).status() == 200;
            assertThat(answers.get(0).status()).isIn(200, 409);
            assertThat(answers.get(1).status()).isEqualTo(extended ? 409 : 201);
            assertThat(api.get("/holds/" + hold, owner).body())
                    .containsEntry("status", extended ? "active" : "expired");
        }
    }

    @Test
    void whoGivesAHoldUpRacesTheirOwnPayment() {
        for (int round = 0; round < 12; round++) {
            long showtime = catalog.showing(1, 2);
            String customer = api.guest();
            String hold = api.hold(customer, showtime, "A1");
            String token = round % 2 == 0 ? "tok_ok" : "tok_slow";

            List<Answer> answers = Crowd.atOnce(2, n -> n == 0
                    ? api.book(customer, hold, token)
                    : api.send("DELETE", "/holds/" + hold, customer, null));

            // One of the two has its way, and the other is told.
            assertThat(List.of(answers.get(0).status(), answers.get(1).status()))
                    .isIn(List.of(201, 409), List.of(409, 204));
        }
    }

    @Test
    void theSweeperRacesPaymentsForHoldsThatRunOut() {
        ExpirySweeper sweeper = api.bean(ExpirySweeper.class);
        for (int round = 0; round < 8; round++) {
            long showtime = catalog.showing(1, 10);
            List<String> tokens = IntStream.range(0, 8).mapToObj(n -> api.guest()).toList();
            List<String> holds = IntStream.range(0, 8)
                    .mapToObj(n -> api.hold(tokens.get(n), showtime, "A" + (n + 1))).toList();
            expireIn(showtime, 20);

            List<Integer> statuses = Crowd.atOnce(10, n -> {
                if (n >= 8) {
                    IntStream.range(0, 20).forEach(again -> sweeper.sweep());
                    return 201;
                }
                return api.book(tokens.get(n), holds.get(n), n % 2 == 0 ? "tok_slow" : "tok_ok").status();
            });

            // Nobody else wants the seats, so whose payment began in time has them.
            assertThat(statuses).allMatch(status -> status == 201 || status == 409);
            assertThat(count("SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id"
                    + " JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ?", showtime)).isZero();
        }
    }

    @Test
    void theLastSeatIsCancelledWhileACrowdWantsIt() {
        for (int round = 0; round < 6; round++) {
            long showtime = catalog.showing(1, 1);
            String owner = api.guest();
            String booking = api.book(owner, api.hold(owner, showtime, "A1"), "tok_ok").text("id");
            List<String> tokens = IntStream.range(0, 15).mapToObj(n -> api.guest()).toList();

            List<Answer> answers = Crowd.atOnce(16, n -> {
                if (n == 0) {
                    return api.post("/bookings/" + booking + "/cancel", owner, null);
                }
                Answer held = untilHeld(() -> hold(tokens.get(n - 1), showtime, List.of("A1")), 100);
                return held.status() == 201 ? api.book(tokens.get(n - 1), held.text("hold_id"), "tok_ok") : held;
            });

            assertThat(answers.get(0).status()).isEqualTo(200);
            List<Integer> statuses = answers.subList(1, 16).stream().map(Answer::status).toList();
            assertThat(statuses).isSubsetOf(201, 409);
            long sold = statuses.stream().filter(status -> status == 201).count();
            assertThat(sold).isLessThanOrEqualTo(1);
            // Whoever was too early finds it free afterwards.
            assertThat(hold(api.guest(), showtime, List.of("A1")).status()).isEqualTo(sold == 0 ? 201 : 409);
        }
    }

    private static Answer hold(String token, long showtime, List<String> seats) {
        return api.post("/showtimes/" + showtime + "/holds", token, Map.of("seats", seats));
    }

    private static Answer best(String token, long showtime, int seats) {
        return api.post(
                "/showtimes/" + showtime + "/holds", token, Map.of("best_available", seats, "category", "standard"));
    }

    private static List<Object> seatsOf(List<Answer> answers) {
        List<Object> seats = new ArrayList<>();
        answers.stream().filter(answer -> answer.status() == 201)
                .forEach(answer -> seats.addAll((List<?>) answer.body().get("seats")));
        return seats;
    }

    // Asks again while the seat is another's, for some time.
    private static Answer untilHeld(Supplier<Answer> ask, int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        Answer answer = ask.get();
        while (answer.status() == 409 && System.nanoTime() < end) {
            answer = ask.get();
        }
        return answer;
    }

    private static void expireIn(long showtime, int millis) {
        api.database().useTransaction(handle -> {
            String at = "now() + interval '" + millis + " milliseconds' WHERE showtime_id = ?";
            handle.execute("UPDATE hold SET expires_at = " + at, showtime);
            handle.execute("UPDATE seat_claim SET expires_at = (SELECT max(expires_at) FROM hold WHERE showtime_id = ?)"
                    + " WHERE showtime_id = ? AND booking_id IS NULL", showtime, showtime);
        });
    }

    private static long count(String sql, long showtime) {
        return api.database().withHandle(handle -> handle.select(sql, showtime).mapTo(Long.class).one());
    }
}
