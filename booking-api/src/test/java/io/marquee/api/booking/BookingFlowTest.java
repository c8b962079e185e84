package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.payment.Charge;
import io.marquee.api.payment.Payment;
import io.marquee.api.payment.PaymentProviders;
import io.marquee.api.payment.PaymentRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookingFlowTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private long showtime;
    private String customer;

    @BeforeAll
    static void start() {
        // With one connection in the pool, a second one taken inside a transaction would never come.
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "datasources.default.maximum-pool-size", 1,
                "marquee.payment.reconcile-every", "1h",
                "marquee.payment.mock.slow", "10ms"));
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        showtime = catalog.showing(5, 8);
        customer = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void aHeldSeatIsPaidForAndBecomesABooking() {
        String hold = api.hold(customer, showtime, "B4", "B3");

        Answer booked = api.book(customer, hold, "tok_ok");

        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        assertThat(booked.body())
                .containsEntry("status", "confirmed")
                .containsEntry("hold_id", hold)
                .containsEntry("seats", List.of("B3", "B4"))
                .containsEntry("currency", "USD")
                .containsEntry("movie_title", "Some Movie")
                .containsEntry("theater_name", "Some Theater")
                .containsEntry("email", "someone@example.com");
        assertThat(booked.number("total_minor")).isEqualTo(2400);
        assertThat(api.get("/bookings/" + booked.text("booking_id"), customer).body()).isEqualTo(booked.body());
        assertThat(seat("B3")).containsEntry("state", "booked").containsEntry("version", 2);
        assertThat(events()).containsExactly("seat.locked 1", "booking.confirmed 2", "sale 2");
    }

    @Test
    void aDeclinedPaymentLeavesTheHoldForAnotherTry() {
        String hold = api.hold(customer, showtime, "A1");

        Answer declined = api.book(customer, hold, "tok_declined");

        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.raw().headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "active");
        assertThat(api.book(customer, hold, "tok_slow").status()).isEqualTo(201);
    }

    @Test
    void aFailingProviderIsA502AndLeavesTheHold() {
        String hold = api.hold(customer, showtime, "A1");

        assertThat(api.book(customer, hold, "tok_error").status()).isEqualTo(502);

        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "active");
        assertThat(api.book(customer, hold, "tok_ok").status()).isEqualTo(201);
    }

    @Test
    void cancellingFreesTheSeatsAndRefundsOnce() {
        Answer booked = api.book(customer, api.hold(customer, showtime, "C1", "C2"), "tok_ok");
        String id = booked.text("booking_id");

        Answer cancelled = api.post("/bookings/" + id + "/cancel", customer, null);

        assertThat(cancelled.status()).as(cancelled.raw().body()).isEqualTo(200);
        assertThat(cancelled.body()).containsEntry("status", "cancelled").containsEntry("refunded_minor", 2400);
        assertThat(api.post("/bookings/" + id + "/cancel", customer, null).status()).isEqualTo(409);
        assertThat(events())
                .containsExactly("seat.locked 1", "booking.confirmed 2", "sale 2", "booking.cancelled 3", "refund 3");
        assertThat(refunds("done")).isEqualTo(1);
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "C1", "C2"), "tok_ok").status()).isEqualTo(201);
    }

    @Test
    void aShowingThatHasStartedIsNeitherSoldNorCancelled() {
        Answer booked = api.book(customer, api.hold(customer, showtime, "C1"), "tok_ok");
        String hold = api.hold(customer, showtime, "C2");
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET starts_at = now() - interval '1 second' WHERE id = ?", showtime));

        assertThat(api.post("/showtimes/" + showtime + "/holds", customer, Map.of("seats", List.of("C5"))).status())
                .isEqualTo(409);
        assertThat(api.book(customer, hold, "tok_ok").status()).isEqualTo(409);
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status()).isEqualTo(409);
    }

    @Test
    void theSameIdempotencyKeyBringsTheFirstAnswerAgain() {
        String hold = api.hold(customer, showtime, "A1");
        String key = UUID.randomUUID().toString();

        Answer first = api.book(customer, hold, "tok_ok", "Idempotency-Key", key);
        Answer again = api.book(customer, hold, "tok_ok", "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.raw().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(api.book(customer, hold, "tok_slow", "Idempotency-Key", key).status()).isEqualTo(422);
        assertThat(api.get("/bookings", customer).items()).hasSize(1);
    }

    @Test
    void aDeclineIsReplayedButAConflictIsNot() {
        String hold = api.hold(customer, showtime, "A1");

        assertThat(api.book(customer, hold, "tok_declined", "Idempotency-Key", "k1").status()).isEqualTo(402);
        Answer replayed = api.book(customer, hold, "tok_declined", "Idempotency-Key", "k1");
        assertThat(replayed.status()).isEqualTo(402);
        assertThat(replayed.raw().headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(payments("declined")).isEqualTo(1);

        assertThat(api.book(customer, hold, "tok_error", "Idempotency-Key", "k2").status()).isEqualTo(502);
        assertThat(api.book(customer, hold, "tok_error", "Idempotency-Key", "k2").status()).isEqualTo(502);
        assertThat(payments("failed")).isEqualTo(2);
    }

    @Test
    void anotherCallersKeyIsAnotherKey() {
        String other = api.guest();
        String mine = api.hold(customer, showtime, "A1");
        String theirs = api.hold(other, showtime, "A2");

        assertThat(api.book(customer, mine, "tok_ok", "Idempotency-Key", "k").status()).isEqualTo(201);
        assertThat(api.book(other, theirs, "tok_ok", "Idempotency-Key", "k").status()).isEqualTo(201);
    }

    @Test
    void othersNeitherSeeNorBookNorCancel() {
        String hold = api.hold(customer, showtime, "A1");
        Answer booked = api.book(customer, api.hold(customer, showtime, "A2"), "tok_ok");
        String other = api.guest();

        assertThat(api.get("/holds/" + hold, other).status()).isEqualTo(404);
        assertThat(api.send("PATCH", "/holds/" + hold, other, null).status()).isEqualTo(404);
        assertThat(api.send("DELETE", "/holds/" + hold, other, null).status()).isEqualTo(404);
        assertThat(api.book(other, hold, "tok_ok").status()).isEqualTo(404);
        assertThat(api.get("/bookings/" + booked.text("id"), other).status()).isEqualTo(404);
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", other, null).status()).isEqualTo(404);
        assertThat(api.get("/bookings", other).items()).isEmpty();
        assertThat(api.get("/bookings", null).status()).isEqualTo(401);
    }

    @Test
    void aHoldThatWasBookedNamesItsBooking() {
        String hold = api.hold(customer, showtime, "A1");
        Answer booked = api.book(customer, hold, "tok_ok");

        Answer again = api.book(customer, hold, "tok_ok");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).containsEntry("booking_id", booked.text("booking_id"));
        assertThat(api.send("DELETE", "/holds/" + hold, customer, null).status()).isEqualTo(409);
    }

    @Test
    void aChargeThatACrashLeftOpenIsBookedWhileTheSeatsAreFree() {
        UUID payment = chargedThenCrashed("D1");
        expireHolds();

        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);

        assertThat(payments("captured")).isEqualTo(1);
        assertThat(api.get("/bookings", customer).items()).hasSize(1);
        assertThat(refunds("done")).as("payment " + payment).isZero();
    }

    @Test
    void aChargeThatACrashLeftOpenGoesBackOnceWhenTheSeatsAreSold() {
        chargedThenCrashed("D1");
        expireHolds();
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "D1"), "tok_ok").status()).isEqualTo(201);

        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);

        assertThat(api.get("/bookings", customer).items()).isEmpty();
        assertThat(refunds("done")).isEqualTo(1);
    }

    @Test
    void anAttemptThatNeverReachedTheProviderNeverWill() throws Exception {
        String hold = api.hold(customer, showtime, "D2");
        UUID payment = attempt(hold);

        assertThat(api.book(customer, hold, "tok_ok").body())
                .containsEntry("type", "/problems/payment-in-progress");
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);

        assertThat(payments("failed")).isEqualTo(1);
        Payment late = api.database().withHandle(handle -> api.bean(PaymentRows.class).find(handle, payment));
        assertThat(api.bean(PaymentProviders.class).requested("mock").charge(late, "tok_ok").status())
                .isEqualTo(Charge.Status.CANCELLED);
        assertThat(api.book(customer, hold, "tok_ok").status()).isEqualTo(201);
    }

    // What is there when the API dies after the provider took the money and before the booking's transaction.
    private UUID chargedThenCrashed(String seat) {
        UUID payment = attempt(api.hold(customer, showtime, seat));
        api.database().useHandle(handle -> handle.execute("""
                INSERT INTO mock_provider.charge (reference, charge_id, amount_minor, currency, status)
                VALUES (?, ?, 1200, 'USD', 'captured')""", payment.toString(), "mock_ch_" + payment));
        return payment;
    }

    private UUID attempt(String hold) {
        UUID payment = UUID.randomUUID();
        api.database().useHandle(handle -> handle.execute("""
                INSERT INTO payment (id, hold_id, provider, amount_minor, currency, email, status)
                VALUES (?, ?::uuid, 'mock', 1200, 'USD', 'someone@example.com', 'pending')""", payment, hold));
        return payment;
    }

    private void expireHolds() {
        api.database().useTransaction(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
            handle.execute("""
                    UPDATE seat_claim SET expires_at = now() - interval '1 s'
                    WHERE showtime_id = ? AND booking_id IS NULL""", showtime);
        });
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> seat(String name) {
        Map<String, Object> seats =
                (Map<String, Object>) api.get("/showtimes/" + showtime + "/seats", null).body().get("seats");
        return (Map<String, Object>) seats.get(name);
    }

    private List<String> events() {
        return api.database().withHandle(handle -> handle.createQuery("""
                        SELECT type || ' ' || (payload::jsonb ->> 'sequence') FROM outbox WHERE showtime_id = :id
                        ORDER BY xid, id""")
                .bind("id", showtime)
                .mapTo(String.class)
                .list());
    }

    private long payments(String status) {
        return count("SELECT count(*) FROM payment p JOIN hold h ON h.id = p.hold_id "
                + "WHERE h.showtime_id = :id AND p.status = :status", status);
    }

    private long refunds(String status) {
        return count("SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id JOIN hold h ON h.id = p.hold_id "
                + "WHERE h.showtime_id = :id AND r.status = :status", status);
    }

    private long count(String sql, String status) {
        return api.database().withHandle(handle -> handle.createQuery(sql)
                .bind("id", showtime)
                .bind("status", status)
                .mapTo(Long.class)
                .one());
    }
}
