package io.marquee.api.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marquee.api.ticket.BoxOffice.Showing;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CheckInTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant EVENING = Instant.parse("2027-03-06T00:30:00Z");

    private static BoxOffice office;
    private static BoxOffice second; // another instance on the same database, with one connection
    private static Showing showing;
    private static String staff;
    private static int seats;

    @BeforeAll
    static void start() {
        office = new BoxOffice("ticket_door", 8);
        second = new BoxOffice("ticket_door", 1);
        showing = office.showing("Rear Window", "Odeon", "America/New_York", EVENING);
        staff = office.token("account:door", "staff");
    }

    @AfterAll
    static void stop() {
        second.close();
        office.close();
    }

    @Test
    void letsASeatInOnceAndSaysWhenItDid() throws Exception {
        String seat = nextSeat();
        UUID booking = office.booking(showing, 1_200, seat);
        String code = office.code(booking, seat);

        HttpResponse<byte[]> first = checkIn(office, code);
        HttpResponse<byte[]> again = checkIn(second, code);

        assertThat(first.statusCode()).isEqualTo(200);
        JsonNode entry = JSON.readTree(first.body());
        assertThat(entry.get("booking_id").asText()).isEqualTo(booking.toString());
        assertThat(entry.get("seat").asText()).isEqualTo(seat);
        assertThat(entry.get("movie_title").asText()).isEqualTo("Rear Window");
        assertThat(entry.get("local_start").asText()).isEqualTo("2027-03-05T19:30:00-05:00");
        TicketPdfTest.assertProblem(again, 409, "already-entered");
        assertThat(JSON.readTree(again.body()).get("entered_at")).isEqualTo(entry.get("entered_at"));
        assertThat(Instant.parse(entry.get("entered_at").asText())).isNotNull();
    }

    @Test
    void letsEachSeatOfABookingInOnItsOwn() {
        UUID booking = office.booking(showing, 2_400, "D1", "D2");

        assertThat(checkIn(office, office.code(booking, "D1")).statusCode()).isEqualTo(200);
        assertThat(checkIn(office, office.code(booking, "D2")).statusCode()).isEqualTo(200);
    }

    @Test
    void letsOneOfManyScannersIn() throws Exception {
        for (int round = 0; round < 10; round++) {
            String seat = nextSeat();
            String code = office.code(office.booking(showing, 1_200, seat), seat);

            List<HttpResponse<byte[]>> answers =
                    atOnce(24, scanner -> checkIn(scanner % 4 == 0 ? second : office, code));

            assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(23);
        }
    }

    @Test
    void neverLetsACancelledBookingIn() {
        String seat = nextSeat();
        UUID booking = office.booking(showing, 1_200, seat);
        String code = office.code(booking, seat);
        office.cancel(booking);

        TicketPdfTest.assertProblem(checkIn(office, code), 409, "booking-cancelled");
        assertThat(entries(booking)).isZero();
    }

    @Test
    void neverLetsASeatThatWasGivenBackInNorOneSoldAgain() {
        UUID booking = office.booking(showing, 2_400, "E1", "E2");
        String returned = office.code(booking, "E1");
        office.giveBack(booking, "E1");

        TicketPdfTest.assertProblem(checkIn(office, returned), 409, "seat-refunded");
        UUID buyer = office.booking(showing, 1_200, "E1");
        TicketPdfTest.assertProblem(checkIn(office, returned), 409, "seat-refunded");
        assertThat(checkIn(office, office.code(buyer, "E1")).statusCode()).isEqualTo(200);
        assertThat(checkIn(office, office.code(booking, "E2")).statusCode()).isEqualTo(200);
    }

    @Test
    void neverLetsATicketOfACancelledShowingIn() {
        Showing cancelled = office.showing("Vertigo", "Odeon", "America/New_York", EVENING);
        String code = office.code(office.booking(cancelled, 1_200, "C1"), "C1");
        office.jdbi().useHandle(handle ->
                handle.execute("UPDATE showtime SET status = 'cancelled' WHERE id = ?", cancelled.id()));

        TicketPdfTest.assertProblem(checkIn(office, code), 409, "booking-cancelled");
    }

    @Test
    void eitherEntersOrIsCancelledWhenBothComeAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            String seat = nextSeat();
            UUID booking = office.booking(showing, 1_200, seat);
            String code = office.code(booking, seat);

            List<Integer> answers = atOnce(2, turn -> {
                if (turn == 0) {
                    return office.jdbi().inTransaction(handle -> cancelUnlessInside(handle, booking));
                }
                return checkIn(office, code).statusCode();
            });

            boolean cancelled = answers.get(0) == 1;
            assertThat(answers.get(1)).isEqualTo(cancelled ? 409 : 200);
            assertThat(entries(booking)).isEqualTo(cancelled ? 0 : 1);
        }
    }

    @Test
    void refusesATicketForAnotherShowing() {
        Showing other = office.showing("Rope", "Odeon", "America/New_York", EVENING.plusSeconds(86_400));
        UUID booking = office.booking(other, 1_200, "C1");
        String code = office.code(booking, "C1");

        TicketPdfTest.assertProblem(checkIn(office, code, showing.id()), 409, "wrong-showing");
        assertThat(entries(booking)).isZero();
        assertThat(checkIn(office, code, other.id()).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatItDidNotSign() {
        String seat = nextSeat();
        UUID booking = office.booking(showing, 1_200, seat);
        String[] parts = office.code(booking, seat).split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = base64(payload.replace(seat, "C99"));
        String unsigned = base64("{\"alg\":\"none\",\"kid\":\"x\"}");
        String symmetric = base64(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8)
                .replace("EdDSA", "HS256"));
        String foreign;
        try (BoxOffice elsewhere = new BoxOffice("ticket_elsewhere", 2)) {
            Showing there = elsewhere.showing("Rear Window", "Odeon", "America/New_York", EVENING);
            foreign = elsewhere.code(elsewhere.booking(there, 1_200, "C1"), "C1");
        }

        for (String code : List.of(
                "x", "..", "a.b.c", "ü.ü.ü", parts[0] + "." + changed + "." + parts[2],
                parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1] + "." + base64("short"),
                unsigned + "." + parts[1] + ".", symmetric + "." + parts[1] + "." + parts[2],
                parts[1] + "." + parts[1] + "." + parts[2], foreign, staff)) {
            TicketPdfTest.assertProblem(checkIn(office, code), 422, "ticket-not-genuine");
        }
        assertThat(entries(booking)).isZero();
    }

    @Test
    void refusesATicketOfABookingThatIsNotThere() {
        String code = office.bean(TicketCodes.class)
                .sign(new TicketCode(UUID.randomUUID(), showing.id(), "C1", EVENING.getEpochSecond()));

        TicketPdfTest.assertProblem(checkIn(office, code), 422, "ticket-not-genuine");
    }

    @Test
    void refusesMalformedRequestsAndCallersWhoAreNotStaff() {
        for (String body : List.of(
                "{}", "{\"code\":\"\"}", "{\"code\":null}", "{\"code\":\"" + "x".repeat(2_000) + "\"}", "[", "7",
                "{\"code\":\"x\",\"showtime_id\":\"y\"}", "{\"code\":\"x\",\"showtime_id\":-1}",
                "{\"code\":\"x\",\"showtime\":1}")) {
            HttpResponse<byte[]> answer = office.post("/tickets/check-in", body, staff);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        String body = "{\"code\":\"x\"}";
        TicketPdfTest.assertProblem(
                office.post("/tickets/check-in", body, office.token(BoxOffice.HOLDER, "guest")), 403, "forbidden");
        TicketPdfTest.assertProblem(office.post("/tickets/check-in", body, null), 401, "unauthorized");
    }

    @Test
    void instancesThatStartTogetherAgreeOnOneKey() throws Exception {
        office.jdbi().useHandle(handle -> handle.execute("DELETE FROM signing_key"));

        List<String> keys = atOnce(8, turn -> new SigningKeys(office.jdbi()).current().id());

        assertThat(keys.stream().distinct()).hasSize(1);
        assertThat(office.bean(SigningKeys.class).all()).extracting(SigningKeys.SigningKey::id)
                .containsExactly(keys.get(0));
    }

    @Test
    void ticketsSoldBeforeTheKeyWasChangedStayGood() {
        try (BoxOffice rotating = new BoxOffice("ticket_rotating", 2)) {
            Showing evening = rotating.showing("Rebecca", "Odeon", "America/New_York", EVENING);
            UUID booking = rotating.booking(evening, 2_400, "C1", "C2");
            String before = rotating.code(booking, "C1");
            SigningKeys.SigningKey made;
            try (BoxOffice other = new BoxOffice("ticket_other_key", 2)) {
                made = other.bean(SigningKeys.class).current();
            }
            rotating.jdbi().useHandle(handle -> handle.execute(
                    "INSERT INTO signing_key (id, private_key, public_key) VALUES (?, ?, ?)",
                    made.id(), made.privateKey().getEncoded(), made.publicKey().getEncoded()));
            assertThat(rotating.bean(SigningKeys.class).all()).hasSize(2); // as the published set is read
            String after = rotating.code(booking, "C2");

            String door = rotating.token("account:door", "staff");
            assertThat(before.split("\\.")[0]).isNotEqualTo(after.split("\\.")[0]);
            for (String code : List.of(before, after)) {
                assertThat(rotating.post("/tickets/check-in", "{\"code\":\"" + code + "\"}", door).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static HttpResponse<byte[]> checkIn(BoxOffice at, String code) {
        return at.post("/tickets/check-in", "{\"code\":\"" + code + "\"}", staff);
    }

    private static HttpResponse<byte[]> checkIn(BoxOffice at, String code, long showtime) {
        return at.post("/tickets/check-in", "{\"code\":\"" + code + "\",\"showtime_id\":" + showtime + "}", staff);
    }

    private static int cancelUnlessInside(Handle handle, UUID booking) {
        handle.execute("SELECT FROM booking WHERE id = ? FOR UPDATE", booking);
        handle.execute("SELECT FROM seat_claim WHERE booking_id = ? FOR UPDATE", booking);
        int inside = handle.createQuery("SELECT count(*) FROM ticket_entry WHERE booking_id = ?")
                .bind(0, booking).mapTo(Integer.class).one();
        if (inside > 0) {
            return 0;
        }
        handle.execute("UPDATE booking SET status = 'cancelled' WHERE id = ?", booking);
        handle.execute("DELETE FROM seat_claim WHERE booking_id = ?", booking);
        return 1;
    }

    private static int entries(UUID booking) {
        return office.jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM ticket_entry WHERE booking_id = :booking")
                .bind("booking", booking).mapTo(Integer.class).one());
    }

    private static synchronized String nextSeat() {
        return "Z" + ++seats;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private interface Turn<T> {
        T take(int number) throws Exception;
    }

    /** Many threads do it together; their answers in the order of their numbers. */
    private static <T> List<T> atOnce(int threads, Turn<T> turn) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                calls.add(() -> {
                    start.await();
                    return turn.take(number);
                });
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : pool.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }
}
