package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest registers while a payment is under way: the purchase is the account's, and the guest is told of it. */
class GuestBecomesAccountTest {

    private static TestApi api;
    private long showtime;
    private String guest;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "marquee.payment.reconcile-every", "1h",
                "marquee.payment.mock.slow", "2s"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        showtime = new TestCatalog(api.database()).showing(1, 8);
        guest = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void theRequestThatPaysIsAnsweredWithTheBooking() {
        String hold = api.hold(guest, showtime, "A1");
        CompletableFuture<Answer> paying = CompletableFuture.supplyAsync(
                () -> api.book(guest, hold, "tok_slow", "Idempotency-Key", "k"));
        await().until(() -> count("SELECT count(*) FROM payment WHERE hold_id = ?", UUID.fromString(hold)) == 1);

        String account = register();

        Answer booked = paying.join();
        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        assertThat(api.get("/bookings/" + booked.text("id"), account).status()).isEqualTo(200);
        assertThat(api.get("/bookings/" + booked.text("id"), guest).status()).isEqualTo(404);
        Answer again = api.book(guest, hold, "tok_slow", "Idempotency-Key", "k");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(booked.body());
    }

    @Test
    void theBookingIsTheAccountsWhenItGetsTheHoldAtTheLastMoment() {
        String hold = api.hold(guest, showtime, "A1");
        CompletableFuture<Answer> paying;
        try (Handle handOver = api.database().open()) {
            handOver.begin();
            paying = CompletableFuture.supplyAsync(() -> api.book(guest, hold, "tok_slow"));
            await().until(() -> count("SELECT count(*) FROM payment WHERE hold_id = ?", UUID.fromString(hold)) == 1);
            handOver.execute("UPDATE hold SET holder = 'account:x' WHERE id = ?::uuid", hold);
            // The payment is locked and read; whoever books waits for the hold.
            await().until(() -> api.database().withHandle(handle -> handle
                    .select("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE '%FROM hold%FOR NO KEY UPDATE%'")
                    .mapTo(Integer.class)
                    .one()) > 0);
            handOver.commit();
        }

        assertThat(paying.join().status()).isEqualTo(201);
        assertThat(count("SELECT count(*) FROM booking WHERE hold_id = ? AND holder = 'account:x'",
                UUID.fromString(hold))).isEqualTo(1);
    }

    @Test
    void aTokenThatHasExpiredLeavesNothingBehindUnsaid() {
        Map<String, String> credentials =
                Map.of("email", UUID.randomUUID() + "@example.com", "password", "correct horse");
        String bad = guest.substring(0, guest.length() - 4) + (guest.endsWith("AAAA") ? "BBBB" : "AAAA");

        assertThat(api.post("/auth/register", bad, credentials).status()).isEqualTo(401);
        assertThat(api.post("/auth/register", null, credentials).status()).as("there is none yet").isEqualTo(201);
        assertThat(api.post("/login", bad, credentials).status()).isEqualTo(401);
        assertThat(api.post("/login", guest, credentials).status()).isEqualTo(200);
    }

    private String register() {
        Answer registered = api.post("/auth/register", guest,
                Map.of("email", UUID.randomUUID() + "@example.com", "password", "correct horse"));
        assertThat(registered.status()).isEqualTo(201);
        return registered.text("access_token");
    }

    private static long count(String sql, UUID hold) {
        return api.database().withHandle(handle -> handle.select(sql, hold).mapTo(Long.class).one());
    }
}
