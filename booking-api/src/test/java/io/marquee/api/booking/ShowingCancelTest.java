package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShowingCancelTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private static String staff;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of("marquee.outbox.relay", "false", "marquee.payment.reconcile-every", "1h"));
        catalog = new TestCatalog(api.database());
        staff = api.token("account:staff", Roles.STAFF);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void invariantsHold() {
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        Invariants.check(api.database());
    }

    @Test
    void bookingsAreRefundedAndHoldsReleased() {
        long showtime = catalog.showing(4, 8);
        String customer = api.guest();
        String booking = api.book(customer, api.hold(customer, showtime, "A1", "A2"), "tok_ok").text("id");
        String other = api.book(customer, api.hold(customer, showtime, "B1"), "tok_ok").text("id");
        String hold = api.hold(customer, showtime, "C3");
        api.post("/bookings/" + booking + "/cancel", customer, Map.of("seats", List.of("A1")));

        Answer cancelled = cancel(showtime);

        assertThat(cancelled.status()).as(cancelled.raw().body()).isEqualTo(200);
        assertThat(cancelled.body())
                .containsEntry("status", "cancelled")
                .containsEntry("bookings_refunded", 2)
                .containsEntry("refunded_minor", 2400)
                .containsEntry("currency", "USD");
        assertThat(api.get("/bookings/" + booking, customer).body())
                .containsEntry("status", "cancelled")
                .containsEntry("refunded_minor", 2400);
        assertThat(api.get("/bookings/" + other, customer).body()).containsEntry("status", "cancelled");
        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "released");
        assertThat(api.get("/showtimes/" + showtime, null).body()).containsEntry("status", "cancelled");
        assertThat(api.post("/showtimes/" + showtime + "/holds", customer, Map.of("seats", List.of("D5"))).body())
                .containsEntry("type", "/problems/showing-cancelled");
        assertThat(api.book(customer, hold, "tok_ok").status()).isEqualTo(409);
    }

    @Test
    void onlyStaffAndAdminsMay() {
        long showtime = catalog.showing(2, 4);

        assertThat(api.post("/showtimes/" + showtime + "/cancel", null, null).status()).isEqualTo(401);
        assertThat(api.post("/showtimes/" + showtime + "/cancel", api.guest(), null).status()).isEqualTo(403);
        String customer = api.token("account:c", Roles.CUSTOMER);
        assertThat(api.post("/showtimes/" + showtime + "/cancel", customer, null).status())
                .isEqualTo(403);
        assertThat(cancel(999_999_999).status()).isEqualTo(404);
        assertThat(api.post("/showtimes/" + showtime + "/cancel", api.token("account:a", Roles.ADMIN), null).status())
                .isEqualTo(200);
    }

    @Test
    void manyBookingsAreRefundedOnceByManyWhoCancelAtOnce() {
        long showtime = fullHouse(12, 12, 130);

        List<Answer> answers = Crowd.atOnce(8, n -> cancel(showtime));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers).allMatch(answer -> answer.number("bookings_refunded") == 130);
        assertThat(refunds(showtime)).isEqualTo(130);
        assertThat(cancel(showtime).number("bookings_refunded")).isEqualTo(130);
        assertThat(refunds(showtime)).isEqualTo(130);
    }

    @Test
    void whatWasInterruptedIsFinishedByTheNextOrByItself() {
        long repeated = fullHouse(12, 12, 120);
        long left = fullHouse(12, 12, 120);
        ShowingCancellation cancellation = api.bean(ShowingCancellation.class);
        assertThat(cancellation.step(repeated).more()).isTrue(); // and then the instance dies, its refunds unsent
        assertThat(cancellation.step(left).more()).isTrue();
        assertThat(refunds(left)).isBetween(1L, 119L);

        assertThat(cancel(repeated).number("bookings_refunded")).isEqualTo(120);
        cancellation.finish();

        assertThat(refunds(repeated)).isEqualTo(120);
        assertThat(refunds(left)).isEqualTo(120);
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        assertThat(cancel(left).number("refunds_pending")).isZero();
        assertThat(cancel(repeated).number("refunds_pending")).isZero();
    }

    @Test
    void buyersAndCancellersRaceTheEnd() {
        long showtime = catalog.showing(8, 10);

        List<Integer> statuses = Crowd.atOnce(40, n -> {
            if (n == 20) {
                return cancel(showtime).status();
            }
            String customer = api.guest();
            String seat = "ABCDEFGH".charAt(n / 10) + "" + (n % 10 + 1);
            Answer held = api.post("/showtimes/" + showtime + "/holds", customer, Map.of("seats", List.of(seat)));
            if (held.status() != 201) {
                return held.status();
            }
            Answer booked = api.book(customer, held.text("hold_id"), "tok_ok");
            if (booked.status() == 201 && n % 3 == 0) {
                return api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status();
            }
            return booked.status();
        });

        assertThat(statuses).allMatch(status -> List.of(200, 201, 409).contains(status));
        assertThat(count("SELECT count(*) FROM booking WHERE showtime_id = ? AND status = 'confirmed'", showtime))
                .isZero();
        assertThat(count("SELECT count(*) FROM hold WHERE showtime_id = ? AND status = 'active'", showtime)).isZero();
    }

    /** A showing with so many bookings of a seat each. */
    private static long fullHouse(int rows, int columns, int bookings) {
        long showtime = catalog.showing(rows, columns);
        Crowd.atOnce(8, n -> {
            for (int seat = n; seat < bookings; seat += 8) {
                String customer = api.guest();
                String name = (char) ('A' + seat / columns) + "" + (seat % columns + 1);
                if (api.book(customer, api.hold(customer, showtime, name), "tok_ok").status() != 201) {
                    throw new AssertionError(name);
                }
            }
            return null;
        });
        return showtime;
    }

    private static Answer cancel(long showtime) {
        return api.post("/showtimes/" + showtime + "/cancel", staff, null);
    }

    private static long refunds(long showtime) {
        return count(
                "SELECT count(*) FROM refund r JOIN booking b ON b.id = r.booking_id WHERE b.showtime_id = ?",
                showtime);
    }

    private static long count(String sql, long showtime) {
        return api.database().withHandle(
                handle -> handle.select(sql, showtime).mapTo(Long.class).one());
    }
}
