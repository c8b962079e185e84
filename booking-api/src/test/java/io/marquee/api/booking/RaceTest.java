package io.marquee.api.booking;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RaceTest {

    private static String database;
    private static TestApi api;
    private static TestCatalog catalog;

    @BeforeAll
    static void start() {
        database = TestApi.newDatabase();
        api = TestApi.startOn(database, Map.of("marquee.outbox.relay", "false", "marquee.hold.max-seats", 100));
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
    void of200ClientsOnOneSeatOneGetsIt() {
        long showtime = catalog.showing(2, 5);
        List<String> tokens = IntStream.range(0, 200).mapToObj(n -> api.guest()).toList();

        List<Answer> answers = Crowd.atOnce(200, n ->
                api.post("/showtimes/" + showtime + "/holds", tokens.get(n), Map.of("seats", List.of("A1"))));

        assertThat(statuses(answers)).isEqualTo(Map.of(201, 1L, 409, 199L));
        assertThat(answers).filteredOn(answer -> answer.status() == 409).allSatisfy(answer ->
                assertThat(answer.body()).containsEntry("unavailable", List.of("A1")));
    }

    @Test
    void setsThatOverlapInOppositeOrderNeitherLockUpNorHoldHalf() {
        long showtime = catalog.showing(2, 6);
        List<String> seats = new ArrayList<>(List.of("A1", "A2", "A3", "A4", "A5", "A6"));
        List<List<Answer>> answers = Crowd.atOnce(24, n -> {
            String token = api.guest();
            Random random = new Random(n);
            List<Answer> mine = new ArrayList<>();
            for (int round = 0; round < 15; round++) {
                int first = random.nextInt(5);
                List<String> wish = new ArrayList<>(seats.subList(first, Math.min(6, first + 2 + random.nextInt(3))));
                if (n % 2 == 0) {
                    Collections.reverse(wish);
                }
                Answer held = api.post("/showtimes/" + showtime + "/holds", token, Map.of("seats", wish));
                mine.add(held);
                if (held.status() == 201) {
                    mine.add(api.send("DELETE", "/holds/" + held.text("hold_id"), token, null));
                }
            }
            return mine;
        });

        assertThat(statuses(answers.stream().flatMap(List::stream).toList())).containsOnlyKeys(201, 204, 409);
    }

    @Test
    void twoPaymentsForOneHoldMakeOneBooking() {
        long showtime = catalog.showing(2, 5);
        String token = api.guest();
        String hold = api.hold(token, showtime, "A1", "A2");

        List<Answer> answers = Crowd.atOnce(12, n -> api.book(token, hold, "tok_ok"));

        assertThat(statuses(answers)).isEqualTo(Map.of(201, 1L, 409, 11L));
        assertThat(captured(showtime)).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestInFlightBooksOnce() {
        long showtime = catalog.showing(2, 5);
        String token = api.guest();
        String hold = api.hold(token, showtime, "A1");

        List<Answer> answers = Crowd.atOnce(8, n -> api.book(token, hold, "tok_ok", "Idempotency-Key", "once"));

        assertThat(statuses(answers)).containsKey(201).hasSizeLessThanOrEqualTo(2);
        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
        assertThat(api.book(token, hold, "tok_ok", "Idempotency-Key", "once").status()).isEqualTo(201);
        assertThat(captured(showtime)).isEqualTo(1);
    }

    @Test
    void cancellingAtOnceRefundsOnce() {
        long showtime = catalog.showing(2, 5);
        String token = api.guest();
        String id = api.book(token, api.hold(token, showtime, "A1"), "tok_ok").text("id");

        List<Answer> answers = Crowd.atOnce(10, n -> api.post("/bookings/" + id + "/cancel", token, null));

        assertThat(statuses(answers)).isEqualTo(Map.of(200, 1L, 409, 9L));
    }

    @Test
    void releaseAndExtendRaceTheBooking() {
        long showtime = catalog.showing(6, 10);
        List<Answer> answers = IntStream.range(0, 20).boxed().flatMap(round -> {
            String token = api.guest();
            String hold = api.hold(token, showtime, "ABCDEF".charAt(round / 4) + "" + (round % 4 + 1));
            return Crowd.atOnce(3, n -> switch (n) {
                case 0 -> api.book(token, hold, "tok_ok");
                case 1 -> api.send("PATCH", "/holds/" + hold, token, null);
                default -> api.send(round % 2 == 0 ? "DELETE" : "PATCH", "/holds/" + hold, token, null);
            }).stream();
        }).toList();

        assertThat(statuses(answers)).containsKey(201);
        assertThat(answers).allMatch(answer -> answer.status() < 500);
    }

    @Test
    void theSweeperAndTheNextBuyerRaceAPaymentThatComesLate() {
        try (TestApi sweeping = TestApi.startOn(database, Map.of(
                "marquee.outbox.relay", "false",
                "marquee.hold.sweep-after", "0s",
                "marquee.hold.sweep-every", "2ms"))) {
            long showtime = catalog.showing(4, 10);
            BookingFinisher finisher = sweeping.bean(BookingFinisher.class);
            List<Boolean> booked = IntStream.range(0, 24).boxed().map(round -> {
                String seat = "ABCD".charAt(round / 10) + "" + (round % 10 + 1);
                UUID payment = chargedAndExpired(api.hold(api.guest(), showtime, seat));
                String next = api.guest();
                List<Integer> taken = Crowd.atOnce(3, n -> n == 2
                        ? api.post("/showtimes/" + showtime + "/holds", next, Map.of("seats", List.of(seat))).status()
                        : finisher.finish(payment, "mock_ch_" + payment).isPresent() ? 1 : 0);
                boolean sold = taken.get(0) == 1;
                assertThat(taken.get(1)).as("both are told the same").isEqualTo(taken.get(0));
                assertThat(taken.get(2)).isEqualTo(sold ? 409 : 201);
                return sold;
            }).toList();

            assertThat(captured(showtime)).isEqualTo(24);
            assertThat(refunds(showtime)).isEqualTo(booked.stream().filter(sold -> !sold).count());
        }
    }

    @Test
    void theLastSeatGoesToOneOfManyWhenItIsGivenBack() {
        long showtime = catalog.showing(1, 1);
        String first = api.guest();
        String[] owner = {first, api.book(first, api.hold(first, showtime, "A1"), "tok_ok").text("id")};
        for (int round = 0; round < 8; round++) {
            List<String> tokens = IntStream.range(0, 12).mapToObj(n -> api.guest()).toList();
            List<Answer> answers = Crowd.atOnce(13, n -> n == 12
                    ? api.post("/bookings/" + owner[1] + "/cancel", owner[0], null)
                    : holdUntilToldWhy(showtime, tokens.get(n)));

            assertThat(answers.get(12).status()).isEqualTo(200);
            List<Answer> held = answers.stream().filter(answer -> answer.status() == 201).toList();
            assertThat(held).hasSizeLessThanOrEqualTo(1);
            int winner = held.isEmpty() ? 0 : answers.indexOf(held.get(0));
            owner[0] = tokens.get(winner);
            String hold = held.isEmpty() ? api.hold(owner[0], showtime, "A1") : held.get(0).text("hold_id");
            Answer booked = api.book(owner[0], hold, "tok_ok");
            assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
            owner[1] = booked.text("id");
        }
        assertThat(captured(showtime)).isEqualTo(9);
        assertThat(refunds(showtime)).isEqualTo(8);
    }

    // Some tries, so that the seat comes free in the middle of them.
    private static Answer holdUntilToldWhy(long showtime, String token) {
        Answer answer = null;
        for (int n = 0; n < 5 && (answer == null || answer.status() == 409); n++) {
            answer = api.post("/showtimes/" + showtime + "/holds", token, Map.of("seats", List.of("A1")));
        }
        return answer;
    }

    // The provider has the money, the hold has just run out, and nothing is booked.
    private static UUID chargedAndExpired(String hold) {
        UUID payment = UUID.randomUUID();
        api.database().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO payment (id, hold_id, provider, amount_minor, currency, email, status)
                    SELECT ?, id, 'mock', total_minor, currency, 'someone@example.com', 'pending' FROM hold
                    WHERE id = ?::uuid""", payment, hold);
            handle.execute("""
                    INSERT INTO mock_provider.charge (reference, charge_id, amount_minor, currency, status)
                    SELECT ?, ?, total_minor, currency, 'captured' FROM hold WHERE id = ?::uuid""",
                    payment.toString(), "mock_ch_" + payment, hold);
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 ms' WHERE id = ?::uuid", hold);
            handle.execute("UPDATE seat_claim SET expires_at = now() - interval '1 ms' WHERE hold_id = ?::uuid", hold);
        });
        return payment;
    }

    @Test
    void aCrowdThatAsksForTheBestGetsDistinctSeatsUntilNoneAreLeft() {
        long showtime = catalog.showing(5, 8); // 38 standard seats, 6 of them beside the accessible ones
        List<String> tokens = IntStream.range(0, 60).mapToObj(n -> api.guest()).toList();

        List<Answer> answers = Crowd.atOnce(60, n -> api.post(
                "/showtimes/" + showtime + "/holds", tokens.get(n), Map.of("best_available", 1, "category", "standard")));

        assertThat(statuses(answers)).isEqualTo(Map.of(201, 38L, 409, 22L));
        assertThat(answers.stream().filter(answer -> answer.status() == 201).map(answer -> answer.body().get("seats")))
                .doesNotHaveDuplicates();
    }

    private static Map<Integer, Long> statuses(List<Answer> answers) {
        return answers.stream().collect(groupingBy(Answer::status, counting()));
    }

    private static long refunds(long showtime) {
        return api.database().withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id
                        JOIN hold h ON h.id = p.hold_id
                        WHERE h.showtime_id = :id""")
                .bind("id", showtime)
                .mapTo(Long.class)
                .one());
    }

    private static long captured(long showtime) {
        return api.database().withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM payment p JOIN hold h ON h.id = p.hold_id
                        WHERE h.showtime_id = :id AND p.status = 'captured'""")
                .bind("id", showtime)
                .mapTo(Long.class)
                .one());
    }
}
