package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments that come when the hold is over and the world has changed: they book what was offered, or go back once. */
class LatePaymentTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private static String admin;
    private long theater;
    private long auditorium;
    private long movie;
    private long showtime;
    private String customer;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "marquee.payment.reconcile-every", "1h",
                "marquee.payment.mock.webhook-late", "1h",
                "marquee.payment.mock.webhook-poll", "50ms"));
        catalog = new TestCatalog(api.database());
        admin = api.token("account:admin", Roles.ADMIN);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        theater = catalog.theater("Some Theater", "America/Chicago");
        auditorium = catalog.auditorium(theater, 1, 12);
        movie = catalog.movie("Some Movie");
        showtime = catalog.showtime(movie, auditorium, 24);
        customer = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void itBooksNoSeatsThatTheAuditoriumHasNoMore() {
        Answer begun = expired("A5", "A6");
        String path = "/theaters/" + theater + "/auditoriums/" + auditorium;
        assertThat(api.send("PUT", path, admin, """
                {"name":"Hall","layout":{"columns":10,"aisles":[],"rows":[{"name":"A","seats":[
                {"name":"A1","column":1,"category":"standard"}]}]}}""").status()).isEqualTo(200);

        comes();

        requireRefunded(begun);
    }

    @Test
    void itBooksNoOtherTime() {
        Answer begun = expired("A5");
        change(Map.of("starts_at", Instant.now().plus(18, ChronoUnit.DAYS).toString()));

        comes();

        requireRefunded(begun);
    }

    @Test
    void itBooksNoOtherMovie() {
        Answer begun = expired("A5");
        change(Map.of("movie_id", catalog.movie("Another Movie")));

        comes();

        requireRefunded(begun);
    }

    @Test
    void itBooksNoSeatsOfAnotherTheater() {
        Answer begun = expired("A1");
        long berlin = catalog.theater("Kino", "Europe/Berlin");
        api.database().useHandle(handle -> handle.execute("UPDATE theater SET currency = 'EUR' WHERE id = ?", berlin));
        change(Map.of("auditorium_id", catalog.auditorium(berlin, 1, 2)));

        comes();

        requireRefunded(begun);
    }

    @Test
    void newPricesAreNoOtherOffer() {
        Answer begun = expired("A5");
        change(Map.of("prices", Map.of("standard", 5000)));

        comes();

        await().untilAsserted(() -> assertThat(booking(begun)).containsEntry("status", "confirmed"));
        assertThat(booking(begun)).containsEntry("total_minor", 1200);
    }

    @Test
    void anInstanceOfTheVersionBeforeMayHaveMadeTheHold() {
        String guest = api.guest();
        String hold = api.hold(guest, showtime, "A5");
        api.database().useHandle(handle -> handle.execute("UPDATE hold SET movie_id = NULL, auditorium_id = NULL,"
                + " layout_revision = NULL, starts_at = NULL WHERE id = ?::uuid", hold));

        assertThat(api.book(guest, hold, "tok_ok").status()).isEqualTo(201);
    }

    @Test
    void itBringsNobodyMoreSeatsThanAllowed() {
        Answer begun = expired("A1", "A2");
        String others = api.hold(
                customer, showtime, "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12");
        assertThat(api.book(customer, others, "tok_ok").status()).isEqualTo(201);

        comes();

        requireRefunded(begun);
    }

    @Test
    void itBooksNothingWhenAFreeSeatWasGivenUpWhichLeavesTheSumAsItWas() {
        long withFreeSeats = catalog.showtime(movie, catalog.auditorium(theater, 2, 4), 30); // B1 and B2 are accessible
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET prices = '{\"standard\":1200,\"accessible\":0}' WHERE id = ?", withFreeSeats));
        String hold = api.hold(customer, withFreeSeats, "B2", "B3");
        Answer begun = api.book(customer, hold, "tok_webhook_late");
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        String moved = api.hold(customer, withFreeSeats, "B2");
        assertThat(api.get("/holds/" + hold, customer).body())
                .containsEntry("seats", List.of("B3")).containsEntry("total_minor", 1200);

        comes();

        requireRefunded(begun);
        assertThat(api.book(customer, moved, "tok_ok").status()).isEqualTo(201);
    }

    // A hold that ran out while its payment is on the way.
    private Answer expired(String... seats) {
        Answer begun = api.book(customer, api.hold(customer, showtime, seats), "tok_webhook_late");
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        api.database().useTransaction(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
            handle.execute("UPDATE seat_claim SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
        });
        return begun;
    }

    private void change(Map<String, Object> other) {
        Map<String, Object> request = new HashMap<>(Map.of(
                "movie_id", movie, "auditorium_id", auditorium, "prices", Map.of("standard", 1200),
                "starts_at", api.get("/showtimes/" + showtime, null).text("starts_at")));
        request.put("ends_at", api.get("/showtimes/" + showtime, null).text("ends_at"));
        request.putAll(other);
        if (other.containsKey("starts_at")) {
            request.remove("ends_at");
        }
        Answer changed = api.send("PUT", "/showtimes/" + showtime, admin, request);
        assertThat(changed.status()).as(changed.raw().body()).isEqualTo(200);
    }

    private static void comes() {
        api.database().useHandle(handle -> handle.execute("UPDATE mock_provider.webhook SET due_at = now()"));
    }

    private void requireRefunded(Answer begun) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(booking(begun)).containsEntry("status", "refunded"));
        List<String> refunds = api.database().withHandle(handle -> handle
                .select("SELECT reason FROM refund WHERE payment_id = ?::uuid", begun.text("id"))
                .mapTo(String.class)
                .list());
        assertThat(refunds).hasSize(1);
        assertThat(booking(begun)).containsEntry("refunded_minor", begun.body().get("total_minor"));
    }

    private Map<String, Object> booking(Answer begun) {
        return api.get("/bookings/" + begun.text("id"), customer).body();
    }
}
