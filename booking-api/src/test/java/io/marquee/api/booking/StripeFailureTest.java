package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.account.Roles;
import io.marquee.api.payment.StripeEvents;
import io.marquee.api.payment.StripeLedger.Intent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Paying with Stripe when something breaks, or much happens at once. */
class StripeFailureTest extends StripeBoxOffice {

    @Test
    void aChargeWhoseAnswerIsLostIsFoundAtOnce() {
        String hold = api.hold(customer, showtime, "A1");
        stripe.beforeAnswer(intent -> stripe.loseAnswers(1)); // that of making the intent

        Answer first = api.bookByStripe(customer, hold, "pm_card_visa");

        // The library repeats what it got no answer to, with the same key; if not, the intent is called off.
        assertThat(first.status()).isIn(201, 502);
        if (first.status() == 502) {
            assertThat(api.bookByStripe(customer, hold, "pm_card_visa").status()).isEqualTo(201);
        }
        assertThat(succeededOf(hold)).isEqualTo(1);
    }

    @Test
    void aCrashAfterTheChargeIsFinishedByTheReconcilerOfAnotherInstance() {
        Answer pending = chargedAndCrashed("A1");

        assertThat(pending.status()).isEqualTo(502);
        assertThat(sales()).isZero();
        try (TestApi other = another()) {
            Crowd.atOnce(4, n -> {
                (n % 2 == 0 ? other : api).bean(PaymentReconciler.class).reconcile(Duration.ZERO);
                return null;
            });
            api.bean(PaymentReconciler.class).reconcile(Duration.ZERO);
        }

        assertThat(sales()).isEqualTo(1);
        assertThat(api.get("/bookings", customer).items()).hasSize(1);
    }

    @Test
    void aCrashAfterTheChargeGivesTheMoneyBackOnceWhenTheSeatsAreResold() {
        chargedAndCrashed("A1");
        expireHolds("1 s");
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "A1"), "tok_ok").status()).isEqualTo(201);

        Crowd.atOnce(4, n -> {
            reconcile();
            return null;
        });
        reconcile();
        reconcile();

        assertThat(count("SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id "
                + "JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ? AND r.status = 'done'")).isEqualTo(1);
    }

    @Test
    void aRefundWhoseAnswerIsLostIsSentOnce() {
        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "A1"), "pm_card_visa");
        Intent intent = stripe.ledger().of(ref(booked));
        stripe.fail(10); // nothing of Stripe works: the refund stays owed
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status()).isEqualTo(200);
        assertThat(pendingRefunds()).isEqualTo(1);
        stripe.fail(0);
        stripe.loseAnswers(20, "POST /v1/refunds");
        reconcile();
        assertThat(pendingRefunds()).isEqualTo(1);
        assertThat(stripe.ledger().refundsOf(intent)).hasSize(1);
        stripe.loseAnswers(0);
        stripe.forgetKeys(); // a day later
        reconcile();
        reconcile();

        assertThat(pendingRefunds()).isZero();
        assertThat(stripe.ledger().refundsOf(intent)).containsExactly(1200L);
    }

    @Test
    void aRefundThatWasMadeBeforeTheCrashIsNotMadeAgain() {
        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "A1"), "pm_card_visa");
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status()).isEqualTo(200);
        api.database().useHandle(handle -> handle.execute( // as if the crash came before the last commit
                "UPDATE refund SET status = 'pending', provider_ref = NULL WHERE payment_id = ?::uuid",
                booked.text("id")));
        stripe.forgetKeys();

        reconcile();

        assertThat(pendingRefunds()).isZero();
        assertThat(stripe.ledger().refundsOf(stripe.ledger().of(ref(booked)))).containsExactly(1200L);
    }

    @Test
    void seatsThatCostNothingAreBookedAndGivenBackWithoutStripe() {
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET prices = jsonb_build_object('standard', 0) WHERE id = ?", showtime));
        stripe.fail(10); // nobody asks it

        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "A1"), "pm_card_visa");
        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.text("status")).isEqualTo("confirmed");
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status()).isEqualTo(200);
        reconcile();

        assertThat(pendingRefunds()).isZero();
        stripe.fail(0);
        assertThat(succeededOf(api.hold(customer, showtime, "A1"))).isZero();
    }

    @Test
    void aRefundThatStripeCannotPayOutIsMarkedAndNotTriedAgain() {
        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "A1"), "pm_card_visa");
        assertThat(api.post("/bookings/" + booked.text("id") + "/cancel", customer, null).status()).isEqualTo(200);
        String refund = refundOf(booked);

        assertThat(StripeEvents.send(api, StripeEvents.refundFailed(refund)).status()).isEqualTo(200);
        reconcile();

        assertThat(count("SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id "
                + "JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ? AND r.status = 'failed'")).isEqualTo(1);
    }

    @Test
    void anAdministratorSettlesARefundThatStripeCouldNotPayOutOnce() {
        String admin = api.token("account:" + UUID.randomUUID(), Roles.ADMIN);
        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "A1", "A2"), "pm_card_visa");
        api.post("/bookings/" + booked.text("id") + "/cancel", customer, null);
        String refund = refundOf(booked);
        String settle = "/refunds/" + refund + "/settle";
        assertThat(api.post(settle, admin, Map.of("settlement", "too early")).status()).isEqualTo(409);
        StripeEvents.send(api, StripeEvents.refundFailed(refund));

        assertThat(failedRefunds(admin)).anySatisfy(item -> assertThat(item)
                .containsEntry("id", refund).containsEntry("booking_id", booked.text("id"))
                .containsEntry("amount_minor", 2400).containsEntry("settlement", null));
        Answer settled = api.post(settle, admin, Map.of("settlement", "bank transfer 4711"));
        assertThat(settled.status()).as(settled.raw().body()).isEqualTo(200);
        assertThat(settled.body()).containsEntry("settlement", "bank transfer 4711");

        StripeEvents.send(api, StripeEvents.refundFailed(refund)); // a late notice of the same
        assertThat(failedRefunds(admin)).noneSatisfy(item -> assertThat(item).containsEntry("id", refund));
        assertThat(api.post(settle, admin, Map.of("settlement", "another")).body())
                .containsEntry("settlement", "bank transfer 4711");
    }

    @Test
    void failedRefundsAreTheBusinessOfAdministrators() {
        String admin = api.token("account:" + UUID.randomUUID(), Roles.ADMIN);
        String settle = "/refunds/" + UUID.randomUUID() + "/settle";
        Map<String, String> wish = Map.of("settlement", "cash");
        assertThat(api.get("/refunds/failed", customer).status()).isEqualTo(403);
        assertThat(api.post(settle, api.token("account:x", Roles.STAFF), wish).status()).isEqualTo(403);
        assertThat(api.post(settle, admin, wish).status()).isEqualTo(404);
        assertThat(api.post(settle, admin, Map.of("settlement", " ")).status()).isEqualTo(400);
        assertThat(api.post(settle, admin, Map.of()).status()).isEqualTo(400);
        assertThat(api.post("/refunds/x/settle", admin, wish).status()).isEqualTo(400);
    }

    private static List<Map<String, Object>> failedRefunds(String admin) {
        return api.get("/refunds/failed?limit=200", admin).items();
    }

    private static String refundOf(Answer booked) {
        return api.database().withHandle(handle -> handle
                .select("SELECT id FROM refund WHERE payment_id = ?::uuid", booked.text("id"))
                .mapTo(String.class)
                .one());
    }

    @Test
    void aLostWebhookIsMadeUpForByTheReconciler() {
        Answer begun = begin("A1");
        reconcile();
        assertThat(booking(begun)).as("it waits").containsEntry("status", "pending_payment");
        assertThat(intent(begun).status()).isEqualTo("requires_payment_method");

        paid(begun);
        reconcile();

        assertThat(booking(begun)).containsEntry("status", "confirmed");
    }

    @Test
    void aPaymentThatNobodyMakesIsCalledOffWhenItsHoldIsLongOver() {
        Answer begun = begin("A1");
        expireHolds("9 minutes");
        reconcile();
        assertThat(intent(begun).status()).isEqualTo("requires_payment_method");
        expireHolds("11 minutes");

        reconcile();

        assertThat(intent(begun).status()).isEqualTo("canceled");
        assertThat(booking(begun)).containsEntry("status", "payment_failed");
        String event = StripeEvents.event("payment_intent.canceled", intent(begun), Duration.ZERO);
        assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
    }

    @Test
    void ofTwoPaymentsForOneBookingTheSecondGoesBackOnce() {
        Answer begun = begin("A1");
        String event = paid(begun);
        // The first was written off here, though it had succeeded there.
        api.database().useHandle(handle -> handle.execute(
                "UPDATE payment SET status = 'failed' WHERE id = ?::uuid", begun.text("id")));
        Answer booked = api.bookByStripe(customer, begun.text("hold_id"), "pm_card_visa");
        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);

        List<Answer> answers = Crowd.atOnce(8, n -> StripeEvents.send(
                api, n % 2 == 0 ? event : StripeEvents.succeeded(intent(begun))));
        reconcile();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(stripe.ledger().refundsOf(intent(begun))).containsExactly(1200L);
        assertThat(booking(begun)).containsEntry("status", "refunded");
        assertThat(booking(booked)).containsEntry("status", "confirmed");
        assertThat(sales()).isEqualTo(1);
    }

    @Test
    void releaseRacesTheWebhook() {
        for (int round = 0; round < 12; round++) {
            Answer begun = begin("ABCDE".charAt(round / 8) + "" + (round % 8 + 1));
            String event = paid(begun);
            List<Answer> answers = Crowd.atOnce(3, n -> n == 0
                    ? api.send("DELETE", "/holds/" + begun.text("hold_id"), customer, null)
                    : StripeEvents.send(api, event));

            boolean released = answers.get(0).status() == 204;
            assertThat(answers.get(1).status()).isEqualTo(200);
            assertThat(booking(begun)).containsEntry("status", released ? "refunded" : "confirmed");
            assertThat(stripe.ledger().refundsOf(intent(begun))).hasSize(released ? 1 : 0);
        }
    }

    @Test
    void whenStripeIsDownTheHoldStaysAndTheNextTrySucceeds() {
        String hold = api.hold(customer, showtime, "A1");
        stripe.fail(20);
        assertThat(api.bookByStripe(customer, hold, null).status()).isEqualTo(502);
        stripe.fail(0);

        reconcile(); // the first attempt is settled: there never was a charge
        Answer begun = api.bookByStripe(customer, hold, null);

        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
    }

    // Stripe has the money, and everything after it went wrong here.
    private Answer chargedAndCrashed(String seat) {
        String hold = api.hold(customer, showtime, seat);
        stripe.beforeAnswer(intent -> {
            stripe.ledger().pay(intent);
            stripe.loseAnswers(30);
        });
        Answer answer = api.bookByStripe(customer, hold, "pm_card_visa");
        stripe.loseAnswers(0);
        return answer;
    }

    private long pendingRefunds() {
        return count("SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id "
                + "JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ? AND r.status = 'pending'");
    }

    private static long succeededOf(String hold) {
        return api.database().withHandle(handle -> handle
                .select("SELECT provider_ref FROM payment WHERE hold_id = ?::uuid AND provider_ref IS NOT NULL", hold)
                .mapTo(String.class)
                .list()
                .stream()
                .filter(id -> stripe.ledger().of(id).status().equals("succeeded"))
                .count());
    }
}
