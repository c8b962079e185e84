package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.payment.StripeEvents;
import io.marquee.api.payment.StripeLedger.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Paying with Stripe, one customer at a time. */
class StripePaymentTest extends StripeBoxOffice {

    @Test
    void aBookingWaitsForItsPaymentAndIsConfirmedByTheWebhook() {
        String hold = api.hold(customer, showtime, "B3", "B4");

        Answer begun = api.bookByStripe(customer, hold, null);

        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        assertThat(begun.body())
                .containsEntry("status", "pending_payment")
                .containsEntry("seats", List.of("B3", "B4"))
                .containsEntry("total_minor", 2400)
                .containsEntry("movie_title", "Some Movie");
        Intent intent = stripe.ledger().of(begun.text("client_secret"));
        assertThat(intent.amount()).isEqualTo(2400);
        assertThat(booking(begun)).containsEntry("status", "pending_payment").containsEntry("client_secret", null);
        assertThat(api.get("/bookings/" + begun.text("id"), api.guest()).status()).isEqualTo(404);
        assertThat(api.get("/bookings/" + begun.text("id") + "/ticket.pdf", customer).status()).isEqualTo(404);
        assertThat(sales()).isZero();

        stripe.ledger().pay(intent);
        assertThat(StripeEvents.send(api, StripeEvents.succeeded(intent)).status()).isEqualTo(200);

        assertThat(booking(begun)).containsEntry("status", "confirmed").containsEntry("id", begun.text("id"));
        assertThat(api.get("/bookings", customer).items()).hasSize(1);
        assertThat(api.get("/bookings/" + begun.text("id") + "/ticket.pdf", customer).status()).isEqualTo(200);
        assertThat(sales()).isEqualTo(1);
    }

    @Test
    void anEventThatComesTwiceCountsOnce() {
        Answer begun = begin("A1");
        String event = paid(begun);

        assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
        assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
        assertThat(StripeEvents.send(api, StripeEvents.succeeded(intent(begun))).status()).isEqualTo(200);

        assertThat(booking(begun)).containsEntry("status", "confirmed");
        assertThat(sales()).isEqualTo(1);
        assertThat(stripe.ledger().refundsOf(intent(begun))).isEmpty();
    }

    @Test
    void aWebhookMayComeBeforeTheAnswer() {
        String hold = api.hold(customer, showtime, "A1");
        stripe.beforeAnswer(intent -> {
            stripe.ledger().pay(intent);
            assertThat(StripeEvents.send(api, StripeEvents.succeeded(intent)).status()).isEqualTo(200);
        });

        Answer booked = api.bookByStripe(customer, hold, null);

        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        assertThat(booked.body()).containsEntry("status", "confirmed").containsEntry("client_secret", null);
    }

    @Test
    void olderNewsUndoesNothing() {
        Answer begun = begin("A1");
        Intent intent = intent(begun);
        stripe.ledger().decline(intent);
        String declined = StripeEvents.event("payment_intent.payment_failed", intent, Duration.ofMinutes(2));
        String created = StripeEvents.event("payment_intent.created", intent, Duration.ofMinutes(3));
        String succeeded = paid(begun);

        for (String event : List.of(succeeded, declined, created)) {
            assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
        }

        assertThat(booking(begun)).containsEntry("status", "confirmed").containsEntry("payment_failure", null);
        assertThat(sales()).isEqualTo(1);
    }

    @Test
    void aPaymentThatIsToldDaysLaterBooksWhileTheSeatsAreFree() {
        Answer begun = begin("A1");
        stripe.ledger().pay(intent(begun));
        expireHolds("3 days");

        String late = StripeEvents.event("payment_intent.succeeded", intent(begun), Duration.ofDays(3));
        assertThat(StripeEvents.send(api, late).status()).isEqualTo(200);

        assertThat(booking(begun)).containsEntry("status", "confirmed");
    }

    @Test
    void aPaymentThatComesWhenTheSeatsAreResoldGoesBackOnce() {
        Answer begun = begin("A1");
        expireHolds("1 s");
        String other = api.guest();
        assertThat(api.book(other, api.hold(other, showtime, "A1"), "tok_ok").status()).isEqualTo(201);
        String event = paid(begun);

        assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
        assertThat(StripeEvents.send(api, event).status()).isEqualTo(200);
        assertThat(StripeEvents.send(api, StripeEvents.succeeded(intent(begun))).status()).isEqualTo(200);
        reconcile();

        assertThat(booking(begun)).containsEntry("status", "refunded").containsEntry("refunded_minor", 1200);
        assertThat(stripe.ledger().refundsOf(intent(begun))).containsExactly(1200L);
        assertThat(sales()).isEqualTo(1);
    }

    @Test
    void aPaymentThatComesAfterTheShowingHasStartedGoesBack() {
        Answer begun = begin("A1");
        expireHolds("1 s");
        api.database().useHandle(handle -> handle.execute(
                "UPDATE showtime SET starts_at = now() - interval '1 minute' WHERE id = ?", showtime));

        assertThat(StripeEvents.send(api, paid(begun)).status()).isEqualTo(200);

        assertThat(booking(begun)).containsEntry("status", "refunded");
        assertThat(stripe.ledger().refundsOf(intent(begun))).containsExactly(1200L);
    }

    @Test
    void whatIsNotSignedByStripeChangesNothing() {
        Answer begun = begin("A1");
        String event = paid(begun);
        String good = StripeEvents.sign(event, StripeEvents.SECRET, Instant.now());

        for (String signature : new String[] {
            "", "t", "t=,v1=", "t=soon,v1=abc", "v1=abc", "t=" + Instant.now().getEpochSecond(), "t=1,v1",
            StripeEvents.sign(event, "whsec_of_another", Instant.now()),
            StripeEvents.sign(event, StripeEvents.SECRET, Instant.now().minusSeconds(301)),
            good.substring(0, good.length() - 1), good.replace("v1=", "v0=")}) {
            Answer answer = api.post("/payments/webhooks/stripe", null, event, "Stripe-Signature", signature);
            assertThat(answer.status()).as(signature).isEqualTo(400);
            assertThat(answer.body()).as(signature).containsEntry("type", "/problems/invalid-signature");
        }
        assertThat(api.post("/payments/webhooks/stripe", null, event).status()).isEqualTo(400);
        assertThat(api.post("/payments/webhooks/stripe", null, event + " ", "Stripe-Signature", good).status())
                .isEqualTo(400);
        assertThat(api.post("/payments/webhooks/stripe", null, null, "Stripe-Signature", good).status())
                .isEqualTo(400);
        assertThat(booking(begun)).containsEntry("status", "pending_payment");
        assertThat(count("SELECT count(*) FROM payment_event e JOIN payment p ON p.id = e.payment_id "
                + "JOIN hold h ON h.id = p.hold_id WHERE h.showtime_id = ?")).isZero();

        assertThat(api.post("/payments/webhooks/stripe", null, event, "Stripe-Signature", good).status())
                .isEqualTo(200);
        assertThat(booking(begun)).containsEntry("status", "confirmed");
    }

    @Test
    void signedEventsThatAreOfNoConcernAreTaken() {
        Intent foreign = intent(begin("A1"));
        for (String event : List.of(
                about(foreign, "\"order\":\"7\""),
                about(foreign, "\"marquee_payment\":\"7\""),
                about(foreign, "\"marquee_payment\":\"" + UUID.randomUUID() + "\""),
                "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"customer.created\",\"data\":{\"object\":"
                        + "{\"id\":\"cus_1\",\"object\":\"customer\"}}}",
                "{\"id\":\"evt_2\",\"object\":\"event\",\"type\":\"of.the.future\",\"data\":{\"object\":"
                        + "{\"id\":\"x\",\"object\":\"of_the_future\"}}}")) {
            assertThat(StripeEvents.send(api, event).status()).as(event).isEqualTo(200);
        }
        for (String event : List.of("{}", "[]", "7", "{\"object\":\"event\"}", "not json")) {
            assertThat(StripeEvents.send(api, event).status()).as(event).isEqualTo(400);
        }
        assertThat(sales()).isZero();
    }

    private static String about(Intent intent, String metadata) {
        return StripeEvents.succeeded(intent).replaceAll("\"marquee_payment\":\"[^\"]+\"", metadata);
    }

    @Test
    void afterADeclineTheNextAttemptHasOtherKeysAndSucceeds() {
        String hold = api.hold(customer, showtime, "A1");
        int before = stripe.requests().size();

        Answer declined = api.bookByStripe(customer, hold, "pm_card_chargeDeclined", "Idempotency-Key", "one");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text("detail")).contains("Your card was declined.");
        assertThat(api.bookByStripe(customer, hold, "pm_card_chargeDeclined", "Idempotency-Key", "one").status())
                .isEqualTo(402);
        assertThat(api.get("/holds/" + hold, customer).body()).containsEntry("status", "active");
        Answer booked = api.bookByStripe(customer, hold, "pm_card_visa", "Idempotency-Key", "two");

        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        List<String> confirmations = stripe.requests().subList(before, stripe.requests().size()).stream()
                .filter(request -> request.contains("/confirm"))
                .map(request -> request.substring(request.lastIndexOf(' ')))
                .toList();
        assertThat(confirmations).hasSize(2).doesNotHaveDuplicates();
        assertThat(stripe.ledger().all().stream().filter(intent -> intent.status().equals("succeeded")
                && intent.id().equals(ref(booked)))).hasSize(1);
    }

    @Test
    void aCustomerWhoseCardIsDeclinedInTheBrowserTriesAnotherOnTheSamePayment() {
        Answer begun = begin("A1");
        stripe.ledger().decline(intent(begun));
        StripeEvents.send(
                api, StripeEvents.event("payment_intent.payment_failed", intent(begun), Duration.ZERO));
        assertThat(booking(begun))
                .containsEntry("status", "pending_payment")
                .containsEntry("payment_failure", "Your card was declined.");

        Answer again = api.bookByStripe(customer, begun.text("hold_id"), null);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body())
                .containsEntry("id", begun.text("id"))
                .containsEntry("client_secret", begun.text("client_secret"));
        assertThat(StripeEvents.send(api, paid(begun)).status()).isEqualTo(200);
        assertThat(booking(begun)).containsEntry("status", "confirmed").containsEntry("payment_failure", null);
    }

    @Test
    void aBankThatWantsToSeeTheCustomerLeavesTheBookingPending() {
        Answer begun = api.bookByStripe(
                customer, api.hold(customer, showtime, "A1"), "pm_card_authenticationRequired");

        assertThat(begun.status()).isEqualTo(202);
        assertThat(StripeEvents.send(api, paid(begun)).status()).isEqualTo(200);
        assertThat(booking(begun)).containsEntry("status", "confirmed");
    }

    @Test
    void whoPaysOtherwiseCallsTheFirstPaymentOff() {
        Answer begun = begin("A1");

        Answer booked = api.book(customer, begun.text("hold_id"), "tok_ok");

        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        assertThat(intent(begun).status()).isEqualTo("canceled");
        assertThat(stripe.ledger().pay(intent(begun))).isFalse();
        assertThat(booking(begun)).containsEntry("status", "payment_failed");
        assertThat(api.post("/bookings/" + begun.text("id") + "/cancel", customer, null).status()).isEqualTo(409);
    }

    @Test
    void whoGaveASeatUpIsAskedForTheRestAlone() {
        Answer begun = begin("B3", "B4");
        api.hold(customer, showtime, "B4");

        Answer rest = api.bookByStripe(customer, begun.text("hold_id"), null);

        assertThat(rest.status()).as(rest.raw().body()).isEqualTo(202);
        assertThat(intent(rest).amount()).isEqualTo(1200);
        assertThat(intent(begun).status()).isEqualTo("canceled");
        StripeEvents.send(api, paid(rest));
        assertThat(booking(rest)).containsEntry("status", "confirmed").containsEntry("seats", List.of("B3"));
    }

    @Test
    void whoPaysOtherwiseAfterHavingPaidIsToldSo() {
        Answer begun = begin("A1");
        stripe.ledger().pay(intent(begun)); // and the webhook is still on its way

        Answer second = api.book(customer, begun.text("hold_id"), "tok_ok");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body()).containsEntry("booking_id", begun.text("id"));
        assertThat(booking(begun)).containsEntry("status", "confirmed");
    }

    @Test
    void whileTheBankHasThePaymentNoOtherBegins() {
        Answer begun = begin("A1");
        stripe.ledger().process(intent(begun));

        assertThat(api.book(customer, begun.text("hold_id"), "tok_ok").body())
                .containsEntry("type", "/problems/payment-in-progress");
        assertThat(api.post("/bookings/" + begun.text("id") + "/cancel", customer, null).status()).isEqualTo(409);
        assertThat(booking(begun)).containsEntry("status", "pending_payment");
    }

    @Test
    void aPendingBookingCanBeCalledOff() {
        Answer begun = begin("A1");

        Answer cancelled = api.post("/bookings/" + begun.text("id") + "/cancel", customer, null);

        assertThat(cancelled.status()).as(cancelled.raw().body()).isEqualTo(200);
        assertThat(cancelled.body()).containsEntry("status", "payment_failed");
        assertThat(intent(begun).status()).isEqualTo("canceled");
        assertThat(api.get("/holds/" + begun.text("hold_id"), customer).body()).containsEntry("status", "active");
    }

    @Test
    void cancellingSendsTheMoneyBackPartByPart() {
        Answer booked = api.bookByStripe(customer, api.hold(customer, showtime, "B1", "B2", "B3"), "pm_card_visa");
        String cancel = "/bookings/" + booked.text("id") + "/cancel";

        assertThat(api.post(cancel, customer, Map.of("seats", List.of("B3"))).status()).isEqualTo(200);
        assertThat(api.post(cancel, customer, null).status()).isEqualTo(200);

        assertThat(stripe.ledger().refundsOf(stripe.ledger().of(ref(booked)))).containsExactly(1200L, 2400L);
    }

    @Test
    void withoutASecretKeyStripeIsRefusedWithAProblemThatSaysSo() {
        try (TestApi bare = TestApi.start()) {
            String guest = bare.guest();
            long elsewhere = new TestCatalog(bare.database()).showing(2, 4);
            Answer refused = bare.bookByStripe(guest, bare.hold(guest, elsewhere, "A1"), null);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("detail")).contains("payment.method").contains("stripe").contains("no secret key");
            String event = StripeEvents.succeeded(intent(begin("A1")));
            assertThat(StripeEvents.send(bare, event).status()).isEqualTo(400);
        }
    }
}
