package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.payment.StripeEvents;
import io.marquee.api.payment.StripeLedger.Intent;
import io.marquee.api.payment.StripeStandIn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** An API that takes payments with Stripe's stand-in; after each test its books and Stripe's must agree. */
abstract class StripeBoxOffice {

    static StripeStandIn stripe;
    static String database;
    static TestApi api;
    static TestCatalog catalog;
    long showtime;
    String customer;

    @BeforeAll
    static void start() {
        stripe = new StripeStandIn();
        database = TestApi.newDatabase();
        api = another();
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
        stripe.close();
    }

    /** Another instance on the same database and with the same Stripe. */
    static TestApi another() {
        Map<String, Object> settings = new HashMap<>(stripe.settings());
        settings.putAll(Map.of(
                "marquee.outbox.relay", "false",
                "datasources.default.maximum-pool-size", 4,
                "marquee.payment.reconcile-every", "1h"));
        return TestApi.startOn(database, settings);
    }

    @BeforeEach
    void newShowing() {
        showtime = catalog.showing(5, 8);
        customer = api.guest();
    }

    @AfterEach
    void booksAgree() {
        Invariants.check(api.database());
        Map<String, List<Long>> ours = new HashMap<>();
        api.database().useHandle(handle -> handle.createQuery("""
                        SELECT p.provider_ref, p.amount_minor,
                               ARRAY(SELECT r.amount_minor FROM refund r
                                     WHERE r.payment_id = p.id AND r.status <> 'pending' ORDER BY r.id) AS refunds
                        FROM payment p WHERE p.provider = 'stripe' AND p.status = 'captured'""")
                .map((row, context) -> ours.put(
                        row.getString("provider_ref"), List.of((Long[]) row.getArray("refunds").getArray())))
                .list());
        for (Intent intent : stripe.ledger().all()) {
            // What was paid and not told yet is open here; what is known here was paid there.
            if (ours.containsKey(intent.id())) {
                assertThat(intent.status()).isEqualTo("succeeded");
                assertThat(stripe.ledger().refundsOf(intent)).isEqualTo(ours.get(intent.id()));
            } else {
                assertThat(stripe.ledger().refundsOf(intent)).isEmpty();
            }
        }
    }

    Answer begin(String... seats) {
        Answer begun = api.bookByStripe(customer, api.hold(customer, showtime, seats), null);
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        return begun;
    }

    static Intent intent(Answer begun) {
        return stripe.ledger().of(begun.text("client_secret"));
    }

    /** The customer pays; the event that tells. */
    static String paid(Answer begun) {
        assertThat(stripe.ledger().pay(intent(begun))).isTrue();
        return StripeEvents.succeeded(intent(begun));
    }

    Map<String, Object> booking(Answer begun) {
        return api.get("/bookings/" + begun.text("id"), customer).body();
    }

    static String ref(Answer booked) {
        return api.database().withHandle(handle -> handle
                .select("SELECT provider_ref FROM payment WHERE id = ?::uuid", booked.text("id"))
                .mapTo(String.class)
                .one());
    }

    static void reconcile() {
        api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
    }

    void expireHolds(String ago) {
        api.database().useTransaction(handle -> {
            handle.execute(
                    "UPDATE hold SET expires_at = now() - ?::interval WHERE showtime_id = ?", ago, showtime);
            handle.execute("""
                    UPDATE seat_claim SET expires_at = now() - ?::interval
                    WHERE showtime_id = ? AND booking_id IS NULL""", ago, showtime);
        });
    }

    long sales() {
        return count("SELECT count(*) FROM outbox WHERE showtime_id = ? AND type = 'sale'");
    }

    long count(String sql) {
        return api.database().withHandle(handle -> handle.select(sql, showtime).mapTo(Long.class).one());
    }
}
