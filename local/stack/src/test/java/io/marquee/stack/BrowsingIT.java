package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** What browsers' own means do with the pages of moviegoers: the way back, tabs, typing, the focus. */
@ExtendWith(BrowserStack.class)
class BrowsingIT {

    private BrowserStack.Shared stack;
    private Customer customer;

    @BeforeEach
    void meet(BrowserStack.Shared shared) throws Exception {
        stack = shared;
        customer = Customer.guest(stack.api());
    }

    @Test
    void theProgrammeOfATheaterHasTheMoviesThatItShowsThatDayAndNoOthers() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        String day = "date=" + showing.date().plusDays(2);
        String theater = "theater_id=" + showing.theater();
        Set<String> shown = new TreeSet<>();
        customer.get("/showtimes?limit=200&" + theater + "&" + day).path("items")
                .forEach(item -> shown.add(item.path("movie_title").asText()));

        Browser browser = stack.browser(0).go("/?" + theater + "&" + day);
        browser.see(".movie .times");

        assertThat(browser.text(".movie h2").lines()).containsExactlyInAnyOrderElementsOf(shown);
        browser.go("/?date=2031-02-03");
        browser.see(".empty", "Nothing found");
    }

    @Test
    void whatIsTypedStaysAsItIsTyped() throws Exception {
        Browser browser = stack.browser(0).go("/");
        browser.see(".movie");
        browser.type("input[name=search]", "the ");
        await().until(() -> browser.path().contains("search=the"));
        browser.see(".movie");
        browser.press("end");
        await().until(() -> browser.path().contains("search=the+end"));
        assertThat(browser.script("return document.querySelector('input[name=search]').value")).isEqualTo("the end");
    }

    @Test
    void backFromTheTicketTheSeatsAreLiveAgain() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        List<String> seats = browser.freeSeats("standard");
        browser.clickSeat(seats.get(0)).awaitSeat(seats.get(0), "mine");
        BookingPagesIT.pay(browser, "tok_ok");
        browser.see(".qr img");

        browser.back();
        browser.awaitSeat(seats.get(0), "booked");
        browser.see(".live-mark.live");
        String other = seats.get(seats.size() - 1);
        customer.hold(showing.id(), List.of(other));
        browser.awaitSeat(other, "held");
    }

    @Test
    void anotherTabGoesOnWithTheHold() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        List<String> seats = browser.freeSeats("standard");
        String first = seats.get(0);
        String second = seats.get(seats.size() - 1);
        browser.clickSeat(first).awaitSeat(first, "mine");

        browser.openTab();
        browser.go("/book/" + showing.id()).awaitSeat(first, "mine");
        browser.clickSeat(second).awaitSeat(second, "mine");
        browser.closeTab();

        browser.awaitSeat(second, "mine");
        BookingPagesIT.pay(browser, "tok_ok");
        browser.see(".ticket dl", first);
        browser.see(".ticket dl", second);
    }

    @Test
    void theFocusGoesWhereOneGoesOn() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        Browser browser = stack.browser(0).go("/book/" + showing.id());
        browser.click("form.best button");
        browser.awaitFocus(BookingPagesIT.PAY);
        browser.press(Keys.ENTER);
        browser.awaitFocus("#email");
        browser.click("checkout-form button.link");
        browser.awaitFocus(BookingPagesIT.PAY);
        browser.click(".chosen li:nth-child(2) button");
        browser.awaitFocus(".chosen li:only-child button");
        browser.press(Keys.ENTER);
        browser.awaitFocus("form.best button:not([aria-disabled=true])");

        browser.press(Keys.ENTER);
        browser.see(BookingPagesIT.PAY);
        BookingPagesIT.pay(browser, "tok_ok");
        browser.see(".qr img");
        browser.go("/my-bookings").click(".bookings button.link");
        browser.awaitFocus(".ask .danger");
        browser.press(Keys.ESCAPE);
        browser.awaitFocus(".bookings button.link");
        browser.press(Keys.ENTER);
        browser.click(".ask .ghost");
        browser.awaitFocus(".bookings button.link");
        browser.press(Keys.ENTER);
        browser.awaitFocus(".ask .danger");
        browser.press(Keys.ENTER);
        browser.awaitFocus("[role=status] .notice");
    }
}
