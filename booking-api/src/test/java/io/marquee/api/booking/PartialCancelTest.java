package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialCancelTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private long showtime;
    private String customer;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        showtime = catalog.showing(3, 8); // C1 and C2 are accessible: 1000 instead of 1200
        customer = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void someSeatsGoBackAndTheOthersStay() {
        String id = booked("A1", "A2", "C1");

        Answer answer = cancel(id, "C1", "A1");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.body())
                .containsEntry("status", "confirmed")
                .containsEntry("seats", List.of("A2"))
                .containsEntry("total_minor", 3400)
                .containsEntry("refunded_minor", 2200);
        assertThat(answer.body().get("refunded_seats")).isEqualTo(List.of("A1", "C1"));
        assertThat(events()).containsExactly(
                "seat.locked 1 [\"A1\", \"A2\", \"C1\"]", "booking.confirmed 2 [\"A1\", \"A2\", \"C1\"]",
                "sale 2 3 3400",
                "booking.cancelled 3 [\"A1\", \"C1\"]", "refund 3 2 2200");
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "A1", "C1"), "tok_ok").status()).isEqualTo(201);
        assertThat(api.post("/showtimes/" + showtime + "/holds", other, Map.of("seats", List.of("A2"))).status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/xml          | <seats/>          | 415
            application/octet-stream | A1                | 415
            image/png                | A1                | 415
            multipart/form-data; boundary=x | --x--      | 415
            application/x-www-form-urlencoded | seats=A1 | 415
            text/html                | A1                | 415
            text/plain               | {"seats":["A1"]}  | 400
            application/json         | {"seat":["A1"]}   | 400
            application/json         | {"Seats":["A1"]}  | 400
            application/json         | {"seats":"A1"}    | 400
            application/json         | {"seats":[]}      | 400
            application/json         | null              | 400
            application/json         | []                | 400
            application/json         | "A1"              | 400
            application/json         | {                 | 400
            """)
    void aBodyThatIsNoWishCancelsNothing(String type, String body, int status) {
        String id = booked("A1", "A2");

        Answer refused = api.send(
                "POST", "/bookings/" + id + "/cancel", customer, body, "Content-Type", type.strip());

        assertThat(refused.status()).as(refused.raw().body()).isEqualTo(status);
        assertThat(api.get("/bookings/" + id, customer).body())
                .containsEntry("status", "confirmed")
                .containsEntry("refunded_minor", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/octet-stream"})
    void noBodyIsTheWishForAllWhateverItsTypeWouldBe(String type) {
        String id = booked("A1", "A2");

        Answer cancelled = api.send(
                "POST", "/bookings/" + id + "/cancel", customer, null, "Content-Type", type);

        assertThat(cancelled.body()).containsEntry("status", "cancelled");
    }

    @Test
    void theLastSeatsCancelTheBooking() {
        String id = booked("A1", "A2");

        assertThat(cancel(id, "A1").body()).containsEntry("status", "confirmed");
        Answer last = cancel(id, "A2");

        assertThat(last.body()).containsEntry("status", "cancelled").containsEntry("refunded_minor", 2400);
        assertThat(cancel(id, "A2").status()).isEqualTo(409);
        assertThat(api.post("/bookings/" + id + "/cancel", customer, null).status()).isEqualTo(409);
    }

    @Test
    void cancellingTheRestGivesTheRestBack() {
        String id = booked("A1", "A2", "A3");
        cancel(id, "A2");

        Answer rest = api.post("/bookings/" + id + "/cancel", customer, Map.of());

        assertThat(rest.body()).containsEntry("status", "cancelled").containsEntry("refunded_minor", 3600);
        assertThat(events()).endsWith("booking.cancelled 4 [\"A1\", \"A3\"]", "refund 4 2 2400");
    }

    @Test
    void aSeatIsRefundedAtThePriceItWasSoldAt() {
        String id = booked("A1", "A2");
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET prices = '{\"standard\":9900,\"accessible\":100}' WHERE id = ?", showtime));

        assertThat(cancel(id, "A1").body()).containsEntry("refunded_minor", 1200);
        assertThat(cancel(id, "A2").body()).containsEntry("refunded_minor", 2400);
    }

    @Test
    void foreignSeatsEmptyListsAndRepeatsAreRefused() {
        String id = booked("A1", "A2");

        assertThat(cancel(id, "A3").status()).isEqualTo(400);
        assertThat(cancel(id, "A1", "Z9").status()).isEqualTo(400);
        assertThat(cancel(id).status()).isEqualTo(400);
        assertThat(api.post("/bookings/" + id + "/cancel", customer, "{\"seats\":[null]}").status()).isEqualTo(400);
        assertThat(api.post("/bookings/" + id + "/cancel", customer, "{\"seats\":\"A1\"").status()).isEqualTo(400);
        assertThat(api.post("/bookings/" + id + "/cancel", api.guest(), Map.of("seats", List.of("A1"))).status())
                .isEqualTo(404);
        assertThat(cancel(id, "A1").status()).isEqualTo(200);
        assertThat(cancel(id, "A1").status()).isEqualTo(409);
        assertThat(cancel(id, "A1", "A2").status()).isEqualTo(409);
        assertThat(api.get("/bookings/" + id, customer).body()).containsEntry("refunded_minor", 1200);
    }

    @Test
    void aRepeatedRequestBringsTheFirstAnswer() {
        String id = booked("A1", "A2");
        Map<String, Object> wish = Map.of("seats", List.of("A1"));

        Answer first = api.post("/bookings/" + id + "/cancel", customer, wish, "Idempotency-Key", "k");
        Answer again = api.post("/bookings/" + id + "/cancel", customer, wish, "Idempotency-Key", "k");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(api.post("/bookings/" + id + "/cancel", customer, null, "Idempotency-Key", "k").status())
                .isEqualTo(422);
    }

    @Test
    void whoIsInsideGetsNothingBack() {
        String id = booked("A1", "A2");
        api.database().useHandle(handle -> handle.execute(
                "INSERT INTO ticket_entry (booking_id, seat, entered_by) VALUES (?::uuid, 'A1', 'door')", id));

        assertThat(cancel(id, "A1").body()).containsEntry("type", "/problems/already-entered");
        assertThat(api.post("/bookings/" + id + "/cancel", customer, null).status()).isEqualTo(409);
        assertThat(cancel(id, "A2").status()).isEqualTo(200);
    }

    @Test
    void manyWhoGiveSeatsBackAtOnceRefundEachSeatOnce() {
        String id = booked("A1", "A2", "A3", "A4", "B1", "B2");
        List<List<String>> wishes = List.of(
                List.of("A1"), List.of("A1", "A2"), List.of("A2"), List.of("A3", "B1"), List.of("B1", "A3"),
                List.of("B2"));

        List<Answer> answers = Crowd.atOnce(24, n -> n % 8 == 7
                ? api.post("/showtimes/" + showtime + "/holds", api.guest(), Map.of("seats", List.of("A1")))
                : cancel(id, wishes.get(n % wishes.size()).toArray(String[]::new)));

        assertThat(answers).allMatch(answer -> List.of(200, 201, 409).contains(answer.status()));
        Answer left = api.get("/bookings/" + id, customer);
        assertThat(left.number("refunded_minor")).isEqualTo(6000);
        assertThat(left.body()).containsEntry("seats", List.of("A4"));
    }

    private String booked(String... seats) {
        Answer booked = api.book(customer, api.hold(customer, showtime, seats), "tok_ok");
        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        return booked.text("id");
    }

    private Answer cancel(String booking, String... seats) {
        return api.post("/bookings/" + booking + "/cancel", customer, Map.of("seats", List.of(seats)));
    }

    private List<String> events() {
        return api.database().withHandle(handle -> handle.createQuery("""
                        SELECT concat_ws(' ', type, p ->> 'sequence', p ->> 'seats', p ->> 'tickets',
                                         p ->> 'amount_minor')
                        FROM (SELECT xid, id, type, payload::jsonb AS p FROM outbox WHERE showtime_id = :id) o
                        ORDER BY xid, id""")
                .bind("id", showtime)
                .mapTo(String.class)
                .list());
    }
}
