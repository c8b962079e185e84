package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The box office of a day, beside what the database says. */
@ExtendWith(BrowserStack.class)
class SalesPagesIT {

    private static final String SELLING = """
            SELECT count(*) FROM analytics.theater_daily_sales
            WHERE sale_date = ? AND currency = ? AND bookings > 0""";
    private static final String TOP = """
            SELECT theater_id FROM analytics.theater_daily_sales WHERE sale_date = ? AND currency = ?
            ORDER BY net_minor DESC, theater_id LIMIT 1""";

    private BrowserStack.Shared stack;
    private Customer customer;
    private BoxOffice boxOffice;

    @BeforeEach
    void meet(BrowserStack.Shared shared) throws Exception {
        stack = shared;
        customer = Customer.guest(stack.api());
        boxOffice = new BoxOffice(stack, customer);
        boxOffice.awaitQuiet();
    }

    @Test
    void aDayThatIsPickedShowsTheTheaterThatTheDatabaseHasOnTop() throws Exception {
        Programme.Showing one = Programme.next(customer, "USD");
        Programme.Showing other = Programme.next(customer, "USD", one.theater());
        boxOffice.buy(one, 1);
        boxOffice.buy(other, 4);
        Browser browser = stack.browser(0).go("/sales?date=2020-02-29");
        browser.see(".empty", "Nothing sold");

        browser.pickDate(".date-picker input", other.date());

        browser.see(".winner");
        assertThat(browser.path()).contains("date=" + other.date());
        long top = stack.number(TOP, other.date(), "USD");
        browser.see(".winner[data-theater='" + top + "']");
        browser.see(".winner .big", BoxOffice.usd(stack.number(BoxOffice.OF_THEATER, other.date(), "USD", top)));
        browser.see(".live-revenue", BoxOffice.usd(stack.number(BoxOffice.OF_DAY, other.date(), "USD")));
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
        boxOffice.buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales?date=" + showing.date() + "&limit=25&currency=USD");
        long before = stack.number(BoxOffice.OF_DAY, showing.date(), "USD");
        browser.see(".live-revenue", BoxOffice.usd(before));
        browser.script("window.sameDocument = true");

        long more = boxOffice.buy(showing, 2);

        browser.see(".live-revenue", BoxOffice.usd(before + more));
        String row = ".board tr[data-theater='" + showing.theater() + "'] .revenue";
        browser.see(row, BoxOffice.usd(stack.number(BoxOffice.OF_THEATER, showing.date(), "USD", showing.theater())));
        assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
        browser.see(".live-mark.live");
    }

    @Test
    void theLeaderboardIsAsLongAsTheAddressSays() throws Exception {
        Programme.Showing one = Programme.next(customer, "USD");
        Programme.Showing other = Programme.next(customer, "USD", one.theater());
        boxOffice.buy(one, 1);
        boxOffice.buy(other, 1);
        String day = one.date().toString();
        long selling = stack.number(SELLING, one.date(), "USD");
        Browser browser = stack.browser(0).go("/sales?date=" + day + "&limit=1&currency=USD");
        awaitRows(browser, 1);
        assertThat(browser.script("return document.querySelector('select[name=limit]').value")).isEqualTo("1");

        BoxOffice.choose(browser, "limit", "25");

        awaitRows(browser, Math.min(25, selling));
        assertThat(browser.path()).contains("limit=25");
        browser.go("/sales?date=" + day + "&limit=many");
        awaitRows(browser, Math.min(10, selling));
        assertThat(browser.path()).contains("limit=10").doesNotContain("many");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theLastChangeIsTheDatasNotTheReaders() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        String board = "/top-theaters?limit=10&currency=USD&date=" + showing.date();
        Browser browser = stack.browser(0).go("/sales?currency=USD&date=" + showing.date());
        browser.see(".live-mark.live");
        browser.see(".live-revenue", BoxOffice.usd(stack.number(BoxOffice.OF_DAY, showing.date(), "USD")));
        assertThat(browser.script("return document.querySelectorAll('tr.moved').length")).isEqualTo(0L);
        Instant changed = Instant.parse(customer.get(board).path("as_of").asText());
        assertThat(lastChange(browser)).isEqualTo(changed.truncatedTo(ChronoUnit.MILLIS));

        boxOffice.buy(showing, 1);

        await().atMost(BoxOffice.SOON).until(() -> lastChange(browser).isAfter(changed));
    }

    @Test
    void whetherADayIsCountedIsAskedAgainWhenTheFeedSpeaks() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales?currency=USD&date=" + showing.date());
        browser.see(".tile .status", "provisional");
        browser.see(".live-mark.live");
        browser.script("""
                const plain = fetch;
                window.fetch = async (...asked) => {
                  const answer = await plain(...asked);
                  return new Response((await answer.text()).replaceAll('provisional', 'restated'),
                      {status: answer.status, headers: answer.headers});
                }""");

        boxOffice.buy(showing, 1);

        browser.see(".tile .status", "restated");
        browser.see(".winner .status", "restated");
    }

    @Test
    void thePageComesBackByItselfWhenTheApiDoes() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales?date=2020-02-29");
        browser.see(".empty");
        browser.script("""
                window.plain = fetch;
                window.fetch = async () => { throw new TypeError('no answer'); }""");
        browser.pickDate(".date-picker input", showing.date());
        browser.see(".notice.error", "cannot be reached");

        browser.script("window.fetch = window.plain");

        browser.see(".live-revenue");
        browser.seeNoMore(".notice.error");
    }

    @Test
    void withoutTheFeedTheFiguresAreThoseOfTheLeaderboard() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales?date=2020-02-29&currency=USD&limit=50");
        browser.see(".empty");
        browser.script("""
                const Real = WebSocket;
                window.WebSocket = function (address) { return new Real(address.replace('/sales', '/nothing')); };
                window.WebSocket.OPEN = Real.OPEN""");

        browser.pickDate(".date-picker input", showing.date());

        browser.see(".live-revenue", BoxOffice.usd(stack.number(BoxOffice.OF_DAY, showing.date(), "USD")));
        assertThat(browser.text(".tile dd")).doesNotContain("…\n");
        browser.see(".live-mark.lost, .live-mark.connecting");
    }

    private static void awaitRows(Browser browser, long rows) {
        String counted = "return document.querySelectorAll('.board tbody tr').length";
        await().atMost(BoxOffice.SOON).until(() -> Long.valueOf(rows).equals(browser.script(counted)));
    }

    private static Instant lastChange(Browser browser) {
        return Instant.parse((String) browser.script("return document.querySelector('.tile time').dateTime"));
    }
}
