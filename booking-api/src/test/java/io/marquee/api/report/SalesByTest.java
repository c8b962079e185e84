package io.marquee.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesByTest {

    private static TestApi api;
    private static long movie;
    private static long other;

    @BeforeAll
    static void sell() {
        api = TestApi.start();
        TestCatalog catalog = new TestCatalog(api.database());
        long east = catalog.theater("East", "America/New_York");
        long west = catalog.theater("West", "America/Los_Angeles");
        movie = catalog.movie("One Film");
        other = catalog.movie("Another Film");
        api.database().useHandle(handle -> {
            handle.execute("UPDATE theater SET region = name");
            handle.execute("INSERT INTO genre (name) VALUES ('Drama'), ('Comedy')");
            handle.execute("INSERT INTO movie_genre (movie_id, genre_id, position) SELECT ?, id, 0 FROM genre"
                    + " WHERE name = 'Drama'", movie);
            handle.execute("INSERT INTO movie_genre (movie_id, genre_id, position) SELECT ?, id, 1 FROM genre"
                    + " WHERE name = 'Comedy'", movie);
        });
        sold(east, movie, "2026-11-01", "USD", 10, 12_000);
        sold(west, movie, "2026-11-02", "USD", 1, 1_000);
        sold(west, other, "2026-11-02", "USD", 20, 24_000);
        sold(west, other, "2026-11-04", "USD", 99, 99_000);
        sold(west, other, "2026-11-02", "EUR", 50, 50_000);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void sharesAddUpInTheHouseCurrencyAndOnlyMainGenresCount() {
        assertShares("movie", "Another Film", 24_000, "One Film", 13_000);
        assertShares("genre", "Other", 24_000, "Drama", 13_000);
        assertShares("region", "West", 25_000, "East", 12_000);
    }

    @Test
    void theTotalsAreOfAllAlsoWhenOnlySomeAreListed() {
        Answer answer = api.get("/reports/sales-by/movie?start_date=2026-11-01&end_date=2026-11-03&limit=1", null);
        assertThat(answer.items()).extracting(item -> item.get("name")).containsExactly("Another Film");
        assertThat(answer.number("revenue_minor")).isEqualTo(37_000);
        assertThat(answer.number("tickets")).isEqualTo(31);
    }

    @Test
    void anotherCurrencyIsShownWhenAskedForOrWhenItIsTheOnlyOne() {
        Answer asked = api.get(
                "/reports/sales-by/region?start_date=2026-11-01&end_date=2026-11-03&currency=EUR", null);
        assertThat(asked.number("revenue_minor")).isEqualTo(50_000);
        Answer nothing = api.get("/reports/sales-by/region?start_date=2020-11-01&end_date=2020-11-03", null);
        assertThat(nothing.items()).isEmpty();
        assertThat(nothing.text("currency")).isEqualTo("USD");
    }

    @Test
    void allCurrenciesOfThatTimeAreNamedWhicheverIsShown() {
        for (String asked : List.of("", "&currency=EUR", "&currency=JPY")) {
            Answer answer = api.get(
                    "/reports/sales-by/genre?start_date=2026-11-01&end_date=2026-11-03" + asked, null);
            assertThat(answer.raw().body()).contains("\"currencies\":[\"EUR\",\"USD\"]");
        }
        Answer oneDay = api.get("/reports/sales-by/genre?start_date=2026-11-01&end_date=2026-11-01", null);
        assertThat(oneDay.raw().body()).contains("\"currencies\":[\"USD\"]");
    }

    @Test
    void theItemsComeAsCsvWithAmountsAsDecimals() {
        HttpResponse<String> file = api.get(
                "/reports/sales-by/movie?start_date=2026-11-01&end_date=2026-11-03", null, "Accept", "text/csv").raw();
        assertThat(file.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(file.body()).isEqualTo("movie,revenue,tickets,currency\r\n"
                + "Another Film,240.00,20,USD\r\nOne Film,130.00,11,USD\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "actor?start_date=2026-11-01&end_date=2026-11-03, dimension",
        "movie?start_date=2026-11-31&end_date=2026-11-03, start_date",
        "movie?start_date=2026-11-01&end_date=soon, end_date",
        "movie?start_date=2026-11-04&end_date=2026-11-03, start_date",
        "movie?start_date=2016-11-04&end_date=2026-11-03, start_date",
        "movie?start_date=2026-11-01&end_date=2026-11-03&currency=$, currency",
        "movie?start_date=2026-11-01&end_date=2026-11-03&limit=0, limit"
    })
    void whatMakesNoSenseIsNamed(String query, String field) {
        Answer answer = api.get("/reports/sales-by/" + query, null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + field + "\"");
    }

    private static void assertShares(String by, String first, long revenue, String second, long less) {
        Answer answer = api.get("/reports/sales-by/" + by + "?start_date=2026-11-01&end_date=2026-11-03", null);
        List<Map<String, Object>> items = answer.items();
        assertThat(items).extracting(item -> item.get("name")).containsExactly(first, second);
        assertThat(items).extracting(item -> ((Number) item.get("revenue_minor")).longValue())
                .containsExactly(revenue, less);
        assertThat(answer.number("revenue_minor")).isEqualTo(revenue + less);
        assertThat(answer.text("currency")).isEqualTo("USD");
    }

    private static void sold(long theater, long movie, String date, String currency, long tickets, long minor) {
        for (String table : List.of("movie_daily_sales", "theater_daily_sales")) {
            boolean byMovie = table.startsWith("movie");
            api.database().useHandle(handle -> handle.createUpdate("""
                            INSERT INTO analytics.<table> (theater_id, <key> sale_date, currency, bookings, cancellations,
                                tickets, tickets_refunded, gross_minor, refunded_minor, status, version)
                            VALUES (:theater, <value> :date::date, :currency, 1, 0, :tickets + 1, 1, :minor + 500, 500,
                                'final', 1)
                            ON CONFLICT DO NOTHING""")
                    .define("table", table)
                    .define("key", byMovie ? "movie_id," : "")
                    .define("value", byMovie ? movie + "," : "")
                    .bind("theater", theater)
                    .bind("date", date)
                    .bind("currency", currency)
                    .bind("tickets", tickets)
                    .bind("minor", minor)
                    .execute());
        }
    }
}
