package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The box office's pages, beside what the database says. */
@ExtendWith(BrowserStack.class)
class SalesPagesIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OF_DAY = """
            SELECT coalesce(sum(net_minor), 0) FROM analytics.theater_daily_sales
            WHERE sale_date = ? AND currency = ?""";
    private static final String OF_THEATER = OF_DAY + " AND theater_id = ?";
    private static final String UNCOUNTED = """
            SELECT (SELECT count(*) FROM booking) + (SELECT count(*) FROM booking WHERE status = 'cancelled')
                   - (SELECT coalesce(sum(bookings + cancellations), 0) FROM analytics.theater_daily_sales)""";
    private static final String TOP = """
            SELECT theater_id FROM analytics.theater_daily_sales WHERE sale_date = ? AND currency = ?
            ORDER BY net_minor DESC, theater_id LIMIT 1""";

    private BrowserStack.Shared stack;
    private Customer customer;

    @BeforeEach
    void meet(BrowserStack.Shared shared) throws Exception {
        stack = shared;
        customer = Customer.guest(stack.api());
        await("what other tests sold").atMost(SOON).until(() -> stack.number(UNCOUNTED) == 0);
    }

    @Test
    void aDayThatIsPickedShowsTheTheaterThatTheDatabaseHasOnTop() throws Exception {
        Programme.Showing one = Programme.next(customer, "USD");
        Programme.Showing other = Programme.next(customer, "USD", one.theater());
        buy(one, 1);
        buy(other, 4);
        Browser browser = stack.browser(0).go("/sales?date=2020-02-29");
        browser.see(".empty", "Nothing sold");

        browser.pickDate(".date-picker input", other.date());

        browser.see(".winner");
        assertThat(browser.path()).contains("date=" + other.date());
        long top = stack.number(TOP, other.date(), "USD");
        browser.see(".winner[data-theater='" + top + "']");
        browser.see(".winner .big", usd(stack.number(OF_THEATER, other.date(), "USD", top)));
        browser.see(".live-revenue", usd(stack.number(OF_DAY, other.date(), "USD")));
        browser.see(".winner .status", "provisional");
        browser.see("month-chart canvas");
        assertThat(browser.text("month-chart figcaption")).contains("net revenue by day");

        Browser stranger = stack.browser(1).go(browser.path());
        stranger.see(".winner[data-theater='" + top + "']");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void salesMoveTheFiguresWithoutAReload() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales?date=" + showing.date() + "&limit=25&currency=USD");
        long before = stack.number(OF_DAY, showing.date(), "USD");
        browser.see(".live-revenue", usd(before));
        browser.script("window.sameDocument = true");

        long more = buy(showing, 2);

        browser.see(".live-revenue", usd(before + more));
        String row = ".board tr[data-theater='" + showing.theater() + "'] .revenue";
        browser.see(row, usd(stack.number(OF_THEATER, showing.date(), "USD", showing.theater())));
        assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
        browser.see(".live-mark.live");
    }

    @Test
    void theSeriesOfATheaterHasTheFiguresOfTheDatabase() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        buy(showing, 1);
        long revenue = stack.number(OF_THEATER, showing.date(), "USD", showing.theater());
        Browser browser = stack.browser(0)
                .go("/sales/theaters/" + showing.theater() + "?from=" + showing.date() + "&to=" + showing.date());
        browser.see("h1", showing.theaterName());
        browser.see(".tile dd", usd(revenue));
        browser.see("data-chart canvas");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSharesOfMoviesGenresAndRegionsAddUpToTheDay() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        buy(showing, 1);
        String day = showing.date().toString();
        long revenue = stack.number(OF_DAY, showing.date(), "USD");
        Browser browser = stack.browser(0).go("/sales/breakdown?by=movie&from=" + day + "&to=" + day);
        for (String by : List.of("movie", "genre", "region")) {
            int place = List.of("movie", "genre", "region").indexOf(by) + 1;
            browser.click(".period .segments button:nth-child(" + place + ")");
            browser.see("h1", "Sales by " + by);
            browser.see(".tile dd", usd(revenue));
            await().atMost(SOON).until(() -> Boolean.TRUE.equals(browser.script("""
                    const cells = [...document.querySelectorAll('.board td.revenue')];
                    const amounts = cells.map(cell => Number(cell.innerText.replace(/[$,]/g, '')));
                    return Math.abs(amounts.reduce((sum, one) => sum + one, 0) * 100 - arguments[0]) < 0.5""",
                    revenue)));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theFiguresOfATheaterCanBeTakenAlongAsCsv() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        buy(showing, 2);
        String day = showing.date().toString();
        long revenue = stack.number(OF_THEATER, showing.date(), "USD", showing.theater());
        Browser browser = stack.browser(0)
                .go("/sales/theaters/" + showing.theater() + "?from=" + day + "&to=" + day);
        browser.see(".tile dd", usd(revenue));

        browser.click(".csv");

        String file = stack.awaitDownload("theater-" + showing.theater() + "-" + day + "-" + day + ".csv", "");
        List<String> lines = file.lines().toList();
        assertThat(lines).hasSize(2);
        List<String> headings = List.of(lines.get(0).split(","));
        List<String> cells = List.of(lines.get(1).split(","));
        assertThat(cells.get(headings.indexOf("date"))).isEqualTo(day);
        assertThat(cells.get(headings.indexOf("revenue")))
                .isEqualTo(String.format(Locale.ROOT, "%.2f", revenue / 100.0));
        assertThat(browser.complaints()).isEmpty();
    }

    /** Buys seats far from each other, and waits until the database has the sale; what they cost. */
    private long buy(Programme.Showing showing, int seats) throws Exception {
        long before = stack.number(OF_THEATER, showing.date(), "USD", showing.theater());
        JsonNode map = customer.get("/showtimes/" + showing.id() + "/seats");
        List<String> free = new ArrayList<>();
        map.path("seats").properties().forEach(seat -> {
            if (seat.getValue().path("state").asText().equals("available")) {
                free.add(seat.getKey());
            }
        });
        long paid = 0;
        for (String seat : free.subList(0, seats)) {
            JsonNode hold = customer.hold(showing.id(), List.of(seat));
            paid += customer.pay(hold.path("hold_id").asText()).path("total_minor").asLong();
        }
        long expected = before + paid;
        await().atMost(SOON).until(() ->
                stack.number(OF_THEATER, showing.date(), "USD", showing.theater()) == expected);
        return paid;
    }

    private static String usd(long minor) {
        return String.format(Locale.US, "$%,.2f", minor / 100.0);
    }
}
