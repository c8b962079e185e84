package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What axe-core and the console say of each page, light and dark, wide and narrow. */
@ExtendWith(BrowserStack.class)
class PagesForEveryoneIT {

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nothingOfThePagesKeepsAnyoneOut(String scheme, BrowserStack.Shared stack) throws Exception {
        Customer customer = Customer.guest(stack.api());
        Programme.Showing showing = Programme.next(customer, "USD");
        Programme.Showing other = Programme.next(customer, "USD");
        Browser browser = stack.browser(0);
        browser.prefer(scheme);

        check(browser.go("/book/" + showing.id()), "seat-map .seat");
        String seat = browser.freeSeats("standard").get(0);
        JsonNode ofAnother = customer.hold(showing.id(), List.of(browser.freeSeats("premium").get(0)));
        browser.awaitSeat(ofAnother.path("seats").path(0).asText(), "held");
        browser.clickSeat(seat).awaitSeat(seat, "mine");
        check(browser, ".hold-clock");
        browser.click(".segments button:nth-child(2)");
        check(browser, "seat-list .place.mine");
        browser.click("seat-till button.wide:not([aria-disabled=true])");
        check(browser, "checkout-form form");
        browser.type("#email", "guest@example.com").click("checkout-form button[type=submit]");
        check(browser, ".qr img");
        check(browser.go("/my-bookings"), ".bookings .ticket");

        check(browser.go("/"), ".movies .poster");
        check(browser.go("/?theater_id=" + other.theater() + "&date=" + other.date().plusDays(2)), ".with-times .time");
        check(browser.go("/movie/" + other.movie() + "?date=" + other.date().plusDays(2)), ".houses .time");
        check(browser.go("/?search=zzzzzzzz&date=" + other.date()), ".empty");
        check(browser.go("/sales?date=" + showing.date()), ".board");
        check(browser.go("/sales?date=2020-02-29"), ".empty");
        check(browser.go("/sales/theaters/" + showing.theater()), ".tiles");
        check(browser.go("/sales/breakdown?by=genre"), "data-chart canvas");
        browser.phone(360);
        check(browser.go("/book/" + other.id()), "seat-map .seat");
        check(browser.go("/sales?date=" + showing.date()), ".board");
    }

    @Test
    void swaggerUiShowsTheApiAndSoItDoesAgain(BrowserStack.Shared stack) throws Exception {
        Browser browser = stack.browser(0);
        for (int times = 0; times < 2; times++) {
            browser.go("/swagger-ui").see(".opblock-summary-path");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void anUnknownShowingSaysSo(BrowserStack.Shared stack) throws Exception {
        Browser browser = stack.browser(0).go("/book/987654321");
        browser.see("[role=alert]", "987654321");
        assertThat(browser.barriers()).isEmpty();
    }

    private static void check(Browser browser, String wanted) throws Exception {
        browser.see(wanted);
        assertThat(browser.barriers()).as("axe-core on " + browser.path()).isEmpty();
        assertThat(browser.complaints()).as("console of " + browser.path()).isEmpty();
    }
}
