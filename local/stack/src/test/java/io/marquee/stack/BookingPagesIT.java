package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Moviegoers at browsers, on the whole stack: what one does, the other sees by Kafka, Flink, Redis and WebSocket. */
@ExtendWith(BrowserStack.class)
class BookingPagesIT {

    static final String PAY = "seat-till button.wide:not([aria-disabled=true])";

    private BrowserStack.Shared stack;
    private Customer customer;

    @BeforeEach
    void meet(BrowserStack.Shared shared) throws Exception {
        stack = shared;
        customer = Customer.guest(stack.api());
    }

    @Test
    void findsAMovieAndGetsATicketWithACodeAndFiles() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0);
        browser.go("/?date=" + showing.date().plusDays(2)).type("input[name=search]", showing.title());
        browser.see(".movie h2", showing.title());
        browser.click(".movie h2 a[href^='/movie/" + showing.movie() + "?']");
        browser.see("h1", showing.title());
        browser.see(".houses .time");
        browser.click("a.time[href='/book/" + showing.id() + "']");

        browser.see("seat-till");
        browser.click("form.best button");
        browser.see(".chosen li:nth-child(2)");
        browser.see(".hold-clock", "held for you");
        pay(browser, "tok_ok");

        browser.see("h1", "Enjoy the film");
        browser.see(".qr img");
        assertThat(browser.script("return document.querySelector('.qr img').naturalWidth")).isNotEqualTo(0L);
        browser.click("[data-file=pdf]").click("[data-file=ics]");
        stack.awaitDownload(".pdf", "%PDF");
        assertThat(stack.awaitDownload(".ics", "BEGIN:VCALENDAR")).contains(showing.title());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void twoOnOneShowingSeeEachOthersHoldsAndBookings() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser ann = stack.browser(0).go("/book/" + showing.id());
        Browser bob = stack.browser(1).go("/book/" + showing.id());
        List<String> seats = ann.freeSeats("standard");
        String anns = seats.get(0);
        String bobs = seats.get(seats.size() - 1);
        ann.see(".live-mark.live");
        bob.see(".live-mark.live");

        ann.clickSeat(anns).awaitSeat(anns, "mine");
        bob.awaitSeat(anns, "held");
        bob.clickSeat(bobs).awaitSeat(bobs, "mine");
        ann.awaitSeat(bobs, "held");

        pay(ann, "tok_ok");
        ann.see(".qr img");
        bob.awaitSeat(anns, "booked");

        bob.clickSeat(bobs);
        bob.awaitSeat(bobs, "available");
        assertThat(bob.complaints()).isEmpty();
    }

    @Test
    void aSeatThatSomeoneElseGetsIsGivenBackWithANotice() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        String seat = browser.freeSeats("standard").get(0);
        // The question is on its way for as long as the test wants: the other one is quicker.
        browser.script("""
                const send = window.fetch;
                window.fetch = (url, options) => String(url).endsWith('/holds')
                    ? new Promise(go => { window.go = go; }).then(() => send(url, options)) : send(url, options);""");
        browser.clickSeat(seat).awaitSeat(seat, "pending");

        customer.hold(showing.id(), List.of(seat));
        browser.script("window.go()");

        browser.see("[role=status] .notice", seat + " was just taken");
        browser.awaitSeat(seat, "held");
        browser.see(".total", "$0.00");
    }

    @Test
    void aHoldThatRunsOutFreesTheSeatsAndSaysSo() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        try (SecondApi api = SecondApi.start(stack, Map.of("MARQUEE_HOLD_LIFE", "6s"))) {
            Browser browser = stack.browser(0).at(api.url()).go("/book/" + showing.id());
            Browser other = stack.browser(1).go("/book/" + showing.id());
            String seat = browser.freeSeats("standard").get(0);
            other.see(".live-mark.live");
            browser.clickSeat(seat).awaitSeat(seat, "mine");
            other.awaitSeat(seat, "held");
            browser.see(".hold-clock.soon");
            browser.script("document.querySelector('seat-till button.wide').focus()");

            browser.see("[role=status] .notice", "ran out");
            browser.awaitFocus("form.best button");
            browser.seeNoMore(".hold-clock");
            browser.awaitSeat(seat, "available");
            other.awaitSeat(seat, "available");
        }
    }

    @Test
    void aDeclinedCardKeepsTheSeatsForAnotherTry() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        String seat = browser.freeSeats("standard").get(0);
        browser.clickSeat(seat).awaitSeat(seat, "mine");

        pay(browser, "tok_declined");
        browser.see("checkout-form [role=alert]", "seats are still held");
        browser.awaitSeat(seat, "mine");

        browser.click("input[value=tok_ok]").click("checkout-form button[type=submit]");
        browser.see(".qr img");
    }

    @Test
    void paysInTheFormOfStripe() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        try (StripeInBrowsers stripe = StripeInBrowsers.start();
                SecondApi api = SecondApi.start(stack, stripe.settings())) {
            Browser browser = stack.browser(0).at(api.url()).go("/book/" + showing.id());
            String seat = browser.freeSeats("standard").get(0);
            browser.clickSeat(seat).awaitSeat(seat, "mine");
            browser.click(PAY).type("#email", "guest@example.com").click("checkout-form button[type=submit]");

            browser.see(".stripe input");
            browser.type(".stripe input", "4000 0000 0000 0002").click("checkout-form button[type=submit]");
            browser.see("checkout-form [role=alert]", "seats are still held");
            assertThat(browser.text("checkout-form [role=alert]")).contains("Your card was declined.");

            stripe.keepWaiting();
            browser.type(".stripe input", "4242 4242 4242 4242").click("checkout-form button[type=submit]");
            browser.see("marquee-ticket", "Waiting for the payment");
            stripe.succeed();
            browser.see("h1", "Enjoy the film");
            browser.see(".qr img");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aCancelledBookingIsRefundedAndItsSeatIsFree() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        Browser other = stack.browser(1).go("/book/" + showing.id());
        String seat = browser.freeSeats("standard").get(0);
        browser.clickSeat(seat).awaitSeat(seat, "mine");
        pay(browser, "tok_ok");
        browser.see(".qr img");
        other.awaitSeat(seat, "booked");

        browser.go("/my-bookings").click(".bookings button.link").click(".ask .danger");

        browser.see("[role=status] .notice", "go back to you");
        browser.see(".ticket.cancelled", "Cancelled");
        other.awaitSeat(seat, "available");
    }

    @Test
    void aTokenThatExpiredIsFollowedByTheNextAndNothingIsLost() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        String seat = browser.freeSeats("standard").get(0);
        browser.clickSeat(seat).awaitSeat(seat, "mine");
        spoilAccessToken(browser);

        pay(browser, "tok_ok");

        browser.see(".qr img");
        spoilAccessToken(browser);
        browser.go("/my-bookings");
        browser.see(".bookings", showing.title());
    }

    // As the hour does it: the API takes the token no more.
    private static void spoilAccessToken(Browser browser) {
        browser.script("const guest = JSON.parse(localStorage.getItem('marquee.guest'));"
                + "localStorage.setItem('marquee.guest', JSON.stringify({ ...guest, access: 'expired' }))");
    }

    @Test
    void theKeyboardAloneIsEnough() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        browser.see("seat-map .seat");
        tabTo(browser, "[role=gridcell]");
        String first = focusedSeat(browser);
        browser.press(Keys.ARROW_UP, Keys.ARROW_RIGHT);
        await().until(() -> !focusedSeat(browser).equals(first));
        browser.press(Keys.ARROW_LEFT, Keys.ARROW_DOWN);
        await().until(() -> focusedSeat(browser).equals(first));
        browser.press(Keys.ENTER);
        browser.awaitSeat(first, "mine");

        browser.see(PAY);
        tabTo(browser, PAY);
        browser.press(Keys.ENTER);
        await().until(() -> browser.focusIsOn("#email"));
        browser.press("keys@example.com", Keys.ENTER);

        browser.see(".qr img");
    }

    @Test
    void theListOfSeatsDoesWhatTheMapDoes() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id() + "?view=list");
        browser.click("seat-list .place.available");
        browser.see("seat-list .place.mine[aria-pressed=true]");
        browser.see(".chosen li");
    }

    @Test
    void aPhoneOf360PixelsShowsEverythingAndBooks() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0);
        browser.phone(360);
        for (String path : List.of("/", "/movie/" + showing.movie(), "/my-bookings", "/sales", "/sales/breakdown")) {
            browser.go(path).see("h1");
            assertNothingSticksOut(browser, path);
        }
        browser.go("/book/" + showing.id());
        String seat = browser.freeSeats("standard").get(0);
        browser.clickSeat(seat).awaitSeat(seat, "mine");
        assertNothingSticksOut(browser, "/book");
        pay(browser, "tok_ok");
        browser.see(".qr img");
        assertNothingSticksOut(browser, "/ticket");
    }

    @Test
    void aRestartOfTheApiInTheMiddleIsSurvived() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        List<String> seats = browser.freeSeats("standard");
        browser.see(".live-mark.live");
        browser.clickSeat(seats.get(0)).awaitSeat(seats.get(0), "mine");

        long pid = Long.parseLong(Files.readString(stack.data().resolve("run/api.pid")).split(" ")[0]);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        browser.see(".live-mark.lost");
        browser.see(".live-mark.live", Duration.ofMinutes(2)); // the stack starts it again, and the page finds it

        browser.awaitSeat(seats.get(0), "mine");
        String other = seats.get(seats.size() - 1);
        Customer.guest(stack.api()).hold(showing.id(), List.of(other));
        browser.awaitSeat(other, "held");
        pay(browser, "tok_ok");
        browser.see(".qr img");
    }

    static void pay(Browser browser, String card) {
        browser.click(PAY).type("#email", "guest@example.com");
        browser.click("input[value=" + card + "]").click("checkout-form button[type=submit]");
    }

    private static void tabTo(Browser browser, String css) {
        for (int tabs = 0; tabs < 60 && !browser.focusIsOn(css); tabs++) {
            browser.press(Keys.TAB);
        }
        assertThat(browser.focusIsOn(css)).as("Tab reaches " + css).isTrue();
    }

    private static String focusedSeat(Browser browser) {
        return String.valueOf(browser.script("return document.activeElement.dataset.seat"));
    }

    private static void assertNothingSticksOut(Browser browser, String page) {
        assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
                .as("width of " + page).isLessThanOrEqualTo(360);
    }
}
