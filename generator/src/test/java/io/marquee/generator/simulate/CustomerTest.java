package io.marquee.generator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.Answer;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.simulate.Listing.Theater;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CustomerTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Listing LISTING =
            new Listing(List.of(new Theater(3, ZoneId.of("Europe/Paris"), "EUR")), List.of());
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SHOWTIMES =
            "{\"items\":[{\"id\":7,\"starts_at\":\"2026-11-21T19:00:00Z\",\"seats_available\":9}]}";
    private static final String SEATS = "{\"layout\":{\"rows\":[{\"seats\":[{\"name\":\"A1\"},{\"name\":\"A2\"},"
            + "{\"name\":\"A3\"},{\"name\":\"A4\"},{\"name\":\"A5\"}]}]},\"seats\":{\"A1\":{\"state\":\"booked\"}}}";

    @Test
    void looksHoldsPaysAndCancels() throws Exception {
        Customer customer = customer(new Habits(0, 0, 0, 0, 0, 1, 10));

        List<ApiCall> calls = play(customer, 20);

        assertThat(calls).extracting(ApiCall::action).containsExactly(
                Action.GUEST, Action.SHOWTIMES, Action.SEAT_MAP, Action.HOLD, Action.BOOK, Action.CANCEL);
        assertThat(calls.get(1).path()).startsWith("/showtimes?theater_id=3&date=2026-11-2");
        assertThat(calls.get(3).path()).isEqualTo("/showtimes/7/holds");
        assertThat(calls.get(3).body()).startsWith("{\"seats\":[\"A").doesNotContain("A1");
        assertThat(calls.get(4).token()).isEqualTo("jwt");
        assertThat(calls.get(4).body()).contains("\"hold_id\":\"h1\"", "tok_ok");
        assertThat(calls.get(5).path()).isEqualTo("/bookings/b1/cancel");
    }

    @Test
    void paysAgainWithAnotherKeyAfterADecline() throws Exception {
        List<ApiCall> calls = play(customer(new Habits(0, 0, 0, 1, 1, 0, 10)), 20);

        List<ApiCall> payments = calls.stream().filter(call -> call.action() == Action.BOOK).toList();
        assertThat(payments).hasSize(2);
        assertThat(payments.get(0).body()).contains("tok_declined");
        assertThat(payments.get(1).body()).contains("tok_ok");
        assertThat(payments.get(0).idempotencyKey()).isNotEqualTo(payments.get(1).idempotencyKey());
    }

    @Test
    void asksTheSameAgainUntilItHasAnAnswer() throws Exception {
        Customer customer = customer(new Habits(0, 0, 0, 0, 0, 0, 10));
        for (int step = 0; step < 4; step++) {
            assertThat(customer.call(NOW)).isEqualTo(customer.call(NOW));
            customer.answered(answer(customer.call(NOW)), NOW);
        }
        assertThat(customer.call(NOW).action()).isEqualTo(Action.BOOK);
        assertThat(customer.call(NOW)).isEqualTo(customer.call(NOW));
    }

    @Test
    void leavesWhenEverythingIsSoldOut() throws Exception {
        Customer customer = customer(Habits.USUAL);
        customer.answered(answer(customer.call(NOW)), NOW);
        long pause = 0;
        int steps = 0;
        while (pause != Customer.LEAVES) {
            assertThat(++steps).isLessThan(20);
            pause = customer.answered(new Answer(200, JSON.readTree("{\"items\":[]}")), NOW);
        }
    }

    @Test
    void looksAgainWhenSomebodyWasQuicker() throws Exception {
        Customer customer = customer(Habits.USUAL);
        for (int step = 0; step < 3; step++) {
            customer.answered(answer(customer.call(NOW)), NOW);
        }
        assertThat(customer.call(NOW).action()).isEqualTo(Action.HOLD);
        customer.answered(new Answer(409, JSON.readTree("{\"unavailable\":[\"A2\"]}")), NOW);

        assertThat(customer.call(NOW).action()).isEqualTo(Action.SEAT_MAP);
    }

    @Test
    void walksOffAtAnAnswerThatIsNoneOfTheBusiness() throws Exception {
        Customer customer = customer(Habits.USUAL);

        assertThat(customer.answered(new Answer(500, JSON.readTree("{}")), NOW)).isEqualTo(Customer.LEAVES);
    }

    @Test
    void choosesSeatsBesideEachOtherWhereItCan() throws Exception {
        JsonNode map = JSON.readTree(SEATS);
        for (int seed = 0; seed < 50; seed++) {
            assertThat(SeatChoice.choose(map, 2, new SplittableRandom(seed)))
                    .isIn(List.of("A2", "A3"), List.of("A3", "A4"), List.of("A4", "A5"));
        }
        assertThat(SeatChoice.choose(map, 5, new SplittableRandom(1))).isEmpty();
    }

    private static Customer customer(Habits habits) {
        return new Customer(LISTING, List.of(), habits, new SplittableRandom(4));
    }

    private static List<ApiCall> play(Customer customer, int most) throws Exception {
        List<ApiCall> calls = new ArrayList<>();
        long pause = 0;
        while (pause != Customer.LEAVES && calls.size() < most) {
            ApiCall call = customer.call(NOW);
            calls.add(call);
            pause = customer.answered(answer(call), NOW);
        }
        return calls;
    }

    private static Answer answer(ApiCall call) throws Exception {
        return switch (call.action()) {
            case GUEST -> new Answer(200, JSON.readTree("{\"access_token\":\"jwt\"}"));
            case SHOWTIMES -> new Answer(200, JSON.readTree(SHOWTIMES));
            case SEAT_MAP -> new Answer(200, JSON.readTree(SEATS));
            case HOLD -> new Answer(201, JSON.readTree("{\"hold_id\":\"h1\"}"));
            case BOOK -> call.body().contains("tok_declined")
                    ? new Answer(402, JSON.readTree("{}"))
                    : new Answer(201, JSON.readTree("{\"booking_id\":\"b1\"}"));
            default -> new Answer(200, JSON.readTree("{}"));
        };
    }
}
