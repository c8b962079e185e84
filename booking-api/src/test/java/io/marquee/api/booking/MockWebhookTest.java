package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mock provider's webhooks, which come over HTTP as those of a real one. */
class MockWebhookTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private long showtime;
    private String customer;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "datasources.default.maximum-pool-size", 2,
                "marquee.payment.reconcile-every", "1h",
                "marquee.payment.mock.webhook-after", "50ms",
                "marquee.payment.mock.webhook-late", "1h",
                "marquee.payment.mock.webhook-poll", "50ms"));
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        showtime = catalog.showing(2, 6);
        customer = api.guest();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void theWebhookConfirms() {
        Answer begun = begin("tok_webhook");

        assertThat(begun.body()).containsEntry("status", "pending_payment");
        assertThat(begun.text("client_secret")).isNotBlank();
        awaitStatus(begun, "confirmed");
    }

    @Test
    void aWebhookThatIsSentTwiceConfirmsOnce() {
        Answer begun = begin("tok_webhook_twice");

        awaitStatus(begun, "confirmed");
        await().untilAsserted(() -> assertThat(left()).isZero());
        assertThat(count("SELECT count(*) FROM outbox WHERE showtime_id = ? AND type = 'sale'")).isEqualTo(1);
    }

    @Test
    void aWebhookMayTellOfADecline() {
        Answer begun = begin("tok_webhook_declined");

        awaitStatus(begun, "payment_failed");
        assertThat(booking(begun)).containsEntry("payment_failure", "the card was declined");
        assertThat(api.get("/holds/" + begun.text("hold_id"), customer).body()).containsEntry("status", "active");
        assertThat(api.book(customer, begun.text("hold_id"), "tok_ok").status()).isEqualTo(201);
    }

    @Test
    void aWebhookMayComeBeforeTheAnswer() {
        Counter confirmed = api.bean(MeterRegistry.class).counter("marquee.bookings", "result", "confirmed");
        double before = confirmed.count();

        Answer booked = api.book(customer, api.hold(customer, showtime, "A1"), "tok_webhook_first");

        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        assertThat(count("SELECT count(*) FROM payment_event e JOIN payment p ON p.id = e.payment_id "
                + "JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ?")).isEqualTo(1);
        assertThat(confirmed.count()).isEqualTo(before + 1);
    }

    @Test
    void aLateWebhookFindsTheSeatsFree() {
        Answer begun = begin("tok_webhook_late");
        expireHolds();

        due();

        awaitStatus(begun, "confirmed");
    }

    @Test
    void aLateWebhookFindsTheSeatsResold() {
        Answer begun = begin("tok_webhook_late");
        expireHolds();
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "A1"), "tok_ok").status()).isEqualTo(201);

        due();

        awaitStatus(begun, "refunded");
        assertThat(count("SELECT count(*) FROM mock_provider.refund m JOIN mock_provider.charge c USING (charge_id) "
                + "JOIN payment p ON p.id::text = c.reference JOIN hold h ON h.id = p.hold_id "
                + "WHERE h.showtime_id = ?")).isEqualTo(1);
    }

    @Test
    void whoPaysOtherwiseCallsTheMocksPaymentOff() {
        Answer begun = begin("tok_webhook_late");

        assertThat(api.book(customer, begun.text("hold_id"), "tok_ok").status()).isEqualTo(201);
        due();

        await().untilAsserted(() -> assertThat(left()).isZero());
        assertThat(booking(begun)).containsEntry("status", "payment_failed");
    }

    @Test
    void nobodyElseSendsItsWebhooks() {
        Answer begun = begin("tok_webhook_late");
        String forged = "{\"id\":\"1\",\"type\":\"charge.captured\",\"payment\":\"" + begun.text("id")
                + "\",\"charge\":\"mock_ch_" + begun.text("id") + "\",\"status\":\"captured\",\"reason\":null}";

        for (String signature : new String[] {"", "t=1,v1=00", "x"}) {
            assertThat(api.post("/payments/webhooks/mock", null, forged, "Mock-Signature", signature).status())
                    .isEqualTo(400);
        }
        assertThat(api.post("/payments/webhooks/mock", null, forged).status()).isEqualTo(400);
        assertThat(booking(begun)).containsEntry("status", "pending_payment");
    }

    private Answer begin(String token) {
        Answer begun = api.book(customer, api.hold(customer, showtime, "A1"), token);
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        return begun;
    }

    private Map<String, Object> booking(Answer begun) {
        return api.get("/bookings/" + begun.text("id"), customer).body();
    }

    private void awaitStatus(Answer begun, String status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(booking(begun)).containsEntry("status", status));
        await().untilAsserted(() -> assertThat(count("SELECT count(*) FROM refund r JOIN payment p ON "
                + "p.id = r.payment_id JOIN hold h ON h.id = p.hold_id "
                + "WHERE h.showtime_id = ? AND r.status = 'pending'")).isZero());
    }

    private void due() {
        api.database().useHandle(handle -> handle.execute(
                "UPDATE mock_provider.webhook SET due_at = now()"));
    }

    private long left() {
        return count("""
                SELECT count(*) FROM mock_provider.webhook w JOIN payment p ON p.id::text = w.reference
                JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ?""");
    }

    private void expireHolds() {
        api.database().useTransaction(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
            handle.execute("""
                    UPDATE seat_claim SET expires_at = now() - interval '1 s'
                    WHERE showtime_id = ? AND booking_id IS NULL""", showtime);
        });
    }

    private long count(String sql) {
        return api.database().withHandle(handle -> handle.select(sql, showtime).mapTo(Long.class).one());
    }
}
