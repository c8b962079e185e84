package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a theater sold over time, and shares by movie, genre and region, beside what the database says. */
@ExtendWith(BrowserStack.class)
class SalesReportPagesIT {

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
    void theSeriesOfATheaterHasTheFiguresOfTheDatabase() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        long revenue = stack.number(BoxOffice.OF_THEATER, showing.date(), "USD", showing.theater());
        Browser browser = stack.browser(0)
                .go("/sales/theaters/" + showing.theater() + "?from=" + showing.date() + "&to=" + showing.date());
        browser.see("h1", showing.theaterName());
        browser.see(".tile dd", BoxOffice.usd(revenue));
        browser.see("data-chart canvas");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSeriesIsComparedWithTheTimeBeforeAndMonthsAreWhole() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        Browser browser = stack.browser(0).go("/sales/theaters/" + showing.theater()
                + "?granularity=month&from=2026-09-01&to=2026-11-20");
        browser.see(".compared", "September to November 2026, compared with June to August 2026");
        assertThat(browser.script("return document.querySelector('[name=to]').value")).isEqualTo("2026-11-30");
        browser.go("/sales/theaters/" + showing.theater() + "?from=" + showing.date() + "&to=" + showing.date());
        browser.see(".compared", ", compared with ");
        browser.click("data-chart summary");
        browser.see("data-chart thead", "Time before");
        long before = stack.number(BoxOffice.OF_THEATER, showing.date().minusDays(1), "USD", showing.theater());
        browser.see("data-chart tbody", BoxOffice.usd(before));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSharesOfMoviesGenresAndRegionsAddUpToTheDay() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 1);
        String day = showing.date().toString();
        long revenue = stack.number(BoxOffice.OF_DAY, showing.date(), "USD");
        Browser browser = stack.browser(0).go("/sales/breakdown?by=movie&from=" + day + "&to=" + day);
        for (String by : List.of("movie", "genre", "region")) {
            int place = List.of("movie", "genre", "region").indexOf(by) + 1;
            browser.click(".period .segments button:nth-child(" + place + ")");
            browser.see("h1", "Sales by " + by);
            browser.see(".tile dd", BoxOffice.usd(revenue));
            await().atMost(BoxOffice.SOON).until(() -> Boolean.TRUE.equals(browser.script("""
                    const cells = [...document.querySelectorAll('.board td.revenue')];
                    const amounts = cells.map(cell => Number(cell.innerText.replace(/[$,]/g, '')));
                    return Math.abs(amounts.reduce((sum, one) => sum + one, 0) * 100 - arguments[0]) < 0.5""",
                    revenue)));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theBreakdownIsInTheCurrencyThatIsChosenAndNamesTheOthers() throws Exception {
        Programme.Showing here = Programme.next(customer, "USD");
        Programme.Showing there = Programme.next(customer, "EUR");
        boxOffice.buy(here, 1);
        boxOffice.buy(there, 1);
        LocalDate first = here.date().isBefore(there.date()) ? here.date() : there.date();
        LocalDate last = here.date().isBefore(there.date()) ? there.date() : here.date();
        long euros = stack.number(BoxOffice.OF_SPAN, first, last, "EUR");
        Browser browser = stack.browser(0)
                .go("/sales/breakdown?by=movie&from=" + first + "&to=" + last + "&currency=EUR");
        browser.see(".tile dd", String.format(Locale.US, "€%,.2f", euros / 100.0));
        browser.see(".elsewhere", "USD");
        browser.click(".csv");
        String file = stack.awaitDownload("sales-by-movie-EUR-" + first + "-" + last + ".csv", "movie,revenue,");
        double listed = file.lines().skip(1).mapToDouble(line -> Double.parseDouble(
                line.substring(0, line.lastIndexOf(',', line.lastIndexOf(',') - 1)).replaceAll(".*,", ""))).sum();
        assertThat(Math.round(listed * 100)).isEqualTo(euros);

        BoxOffice.choose(browser, "currency", "USD");

        browser.see(".tile dd", BoxOffice.usd(stack.number(BoxOffice.OF_SPAN, first, last, "USD")));
        browser.see(".elsewhere", "EUR");
        assertThat(browser.path()).contains("currency=USD");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theFiguresOfATheaterCanBeTakenAlongAsCsv() throws Exception {
        Programme.Showing showing = Programme.next(customer, "USD");
        boxOffice.buy(showing, 2);
        String day = showing.date().toString();
        long revenue = stack.number(BoxOffice.OF_THEATER, showing.date(), "USD", showing.theater());
        Browser browser = stack.browser(0)
                .go("/sales/theaters/" + showing.theater() + "?from=" + day + "&to=" + day);
        browser.see(".tile dd", BoxOffice.usd(revenue));

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

    @Test
    void aDateThatIsNoneIsSaidSoWithAWayBack() throws Exception {
        for (String path : List.of("/sales?date=2026-02-31", "/sales/breakdown?from=2026-02-31",
                "/sales/theaters/1?to=2026-02-31")) {
            Browser browser = stack.browser(0).go(path);
            browser.see(".notice.error", "2026-02-31");
            browser.click(".notice.error a");
            browser.see(".controls");
            assertThat(browser.path()).doesNotContain("2026-02-31");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
