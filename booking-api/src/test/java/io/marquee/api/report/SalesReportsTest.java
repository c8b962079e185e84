package io.marquee.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.TestApi;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reports against SQL that knows nothing of roll-ups, on histories that change in every way that they can. */
class SalesReportsTest {

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of("marquee.outbox.relay", "false", "marquee.report.roll-up", "false"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** A question, for the API and for SQL. */
    private record Question(
            LocalDate from, LocalDate to, String currency, String movie, String region, String shown) {

        static Question any(Random random, SalesHistory history) {
            LocalDate one = random.nextInt(5) == 0 ? null : history.day();
            LocalDate other = random.nextInt(5) == 0 ? null : history.day();
            boolean swap = one != null && other != null && one.isAfter(other);
            String currency = random.nextBoolean() ? null : SalesHistory.CURRENCIES.get(random.nextInt(5));
            return new Question(
                    swap ? other : one, swap ? one : other, currency,
                    random.nextInt(3) == 0 ? "Film " + (1 + random.nextInt(12)) : null,
                    random.nextInt(3) == 0 ? history.region() : null,
                    currency);
        }

        String query() {
            return "?" + (from == null ? "" : "start_date=" + from + "&") + (to == null ? "" : "end_date=" + to + "&")
                    + (currency == null ? "" : "currency=" + currency + "&");
        }

        String filters() {
            return query() + (movie == null ? "" : "product=" + encode(movie.toUpperCase()) + "&")
                    + (region == null ? "" : "region=" + encode(region) + "&");
        }

        /** The currency that the report should be in, from the totals by movie and day alone. */
        String expectedCurrency() {
            return currency != null ? currency : api.database().withHandle(handle -> handle.createQuery("""
                            SELECT currency FROM analytics.movie_daily_sales
                            WHERE sale_date BETWEEN :from AND :to GROUP BY currency
                            ORDER BY currency <> 'USD', sum(tickets - tickets_refunded) DESC, currency LIMIT 1""")
                    .bind("from", from == null ? LocalDate.of(1900, 1, 1) : from)
                    .bind("to", to == null ? LocalDate.of(2100, 1, 1) : to)
                    .mapTo(String.class)
                    .findOne()
                    .orElse("USD"));
        }

        List<String> ask(String columns, String rest, boolean filtered) {
            return api.database().withHandle(handle -> handle.createQuery(
                            "SELECT concat_ws('|', " + columns + ") FROM (SELECT *, to_char(sale_date, 'YYYY-MM') AS m,"
                                    + " coalesce(title, 'Movie ' || movie_id) AS name,"
                                    + " tickets - tickets_refunded AS sold, gross_minor - refunded_minor AS net"
                                    + " FROM analytics.movie_daily_sales s"
                                    + " LEFT JOIN (SELECT id AS theater_key, region FROM theater) t"
                                    + " ON theater_key = theater_id"
                                    + " LEFT JOIN (SELECT id AS movie_key, title FROM movie) v ON movie_key = movie_id"
                                    + ") AS x WHERE sale_date BETWEEN :from AND :to AND currency = :currency"
                                    + (filtered && movie != null ? " AND title = :movie" : "")
                                    + (filtered && region != null ? " AND region = :region" : "") + " " + rest)
                    .bind("from", from == null ? LocalDate.of(1900, 1, 1) : from)
                    .bind("to", to == null ? LocalDate.of(2100, 1, 1) : to)
                    .bind("currency", expectedCurrency())
                    .bind("movie", movie)
                    .bind("region", region)
                    .mapTo(String.class)
                    .list());
        }
    }

    @Test
    void reportsSayWhatIndependentSqlSaysForRandomRangesAndFilters() {
        for (long seed = 1; seed <= 2; seed++) {
            nothingSold();
            SalesHistory history = new SalesHistory(api.database(), seed);
            Random random = new Random(seed);
            history.catalogue();
            for (int round = 0; round < 10; round++) {
                history.sell(1 + random.nextInt(200));
                history.happen();
                for (int i = 0; i < 3; i++) {
                    assertReports(
                            Question.any(random, history), 15 + random.nextInt(100), seed + "." + round + "." + i);
                }
                api.database().useHandle(
                        handle -> assertThat(SalesHistory.wrongRollUps(handle)).isEmpty());
            }
        }
    }

    /** Most of them earn alike, a few much: the lists by month and day have to be read deeper now and then. */
    @Test
    void theBestOfManyMoviesAreFoundInRangesOfDaysThatAreRolledUp() {
        nothingSold();
        SalesHistory history = new SalesHistory(api.database(), 6, 400);
        Random random = new Random(6);
        history.catalogue();
        history.sell(8_000);
        history.rollUpAll();
        for (int i = 0; i < 60; i++) {
            assertTop(Question.any(random, history), Integer.toString(i));
        }
    }

    private static void assertReports(Question question, int limit, String where) {
        assertThat(texts(rows("/reports/monthly-sales-summary" + question.query()),
                        "month", "revenue_minor", "quantity", "currency"))
                .as(where + " summary " + question)
                .isEqualTo(question.ask(
                        "m, sum(net), sum(sold), currency", "GROUP BY m, currency ORDER BY m", false));
        assertTop(question, where);
        assertThat(texts(pages("/reports/monthly-sales-breakdown" + question.filters() + "limit=" + limit),
                        "month", "product_id", "product_name", "region", "revenue_minor", "quantity", "currency"))
                .as(where + " breakdown by " + limit + " " + question)
                .isEqualTo(question.ask(
                        "m, movie_id, name, coalesce(region, 'null'), sum(net), sum(sold), currency",
                        "GROUP BY m, movie_id, name, region, currency"
                                + " ORDER BY m, movie_id, coalesce(region, '') COLLATE \"C\"",
                        true));
        if (question.from() != null && question.to() != null) {
            assertThat(texts(items("/reports/sales-by/movie" + question.query() + "limit=200"),
                            "id", "name", "revenue_minor", "tickets"))
                    .as(where + " by movie " + question)
                    .isEqualTo(question.ask(
                            "movie_id, name, sum(net), sum(sold)",
                            "GROUP BY movie_id, name ORDER BY sum(net) DESC, name COLLATE \"C\", movie_id", false));
            assertThat(texts(items("/reports/sales-by/region" + question.query() + "limit=200"),
                            "name", "revenue_minor", "tickets"))
                    .as(where + " by region " + question)
                    .isEqualTo(question.ask(
                            "coalesce(region, 'Other'), sum(net), sum(sold)",
                            "GROUP BY region ORDER BY sum(net) DESC, coalesce(region, 'Other') COLLATE \"C\"", false));
        }
    }

    @Test
    void theDashboardHasEveryDayAndMonthAndTheTheatersPagesAddUp() {
        nothingSold();
        SalesHistory history = new SalesHistory(api.database(), 77);
        history.catalogue();
        history.sell(600);
        history.rollUp();
        for (String[] target : new String[][] {{"daily", "sale_date", "sale_date"},
            {"monthly", "month", "date_trunc('month', sale_date)::date"}}) {
            api.database().useHandle(handle -> handle.execute("INSERT INTO analytics.theater_" + target[0]
                    + "_sales (theater_id, " + target[1] + ", currency, bookings, cancellations, tickets,"
                    + " tickets_refunded, gross_minor, refunded_minor, status, version)"
                    + " SELECT theater_id, " + target[2] + ", currency, sum(bookings), sum(cancellations),"
                    + " sum(tickets), sum(tickets_refunded), sum(gross_minor), sum(refunded_minor), 'final',"
                    + " sum(version)"
                    + " FROM analytics.movie_daily_sales GROUP BY 1, 2, 3"));
        }
        Map<String, String> metrics = Map.of(
                "bookings", "sum(bookings)", "cancellations", "sum(cancellations)",
                "tickets", "sum(tickets - tickets_refunded)", "revenue", "sum(net_minor)");
        metrics.forEach((metric, sum) -> {
            for (String theater : List.of("", "theater_id=3&")) {
                for (String period : List.of("day", "month")) {
                    String path = "/dashboard?" + theater + "year=2024&period=" + period + "&metric=" + metric;
                    String unit = period.equals("day") ? "YYYY-MM-DD" : "YYYY-MM";
                    assertThat(entries(api.get(path, null).raw().body())).as(path).isEqualTo(api.database().withHandle(
                            handle -> handle.createQuery("SELECT '\"' || to_char(day, '" + unit + "') || '\":'"
                                    + " || coalesce(" + sum + ", 0) FROM generate_series(timestamp '2024-01-01',"
                                    + " '2024-12-31', '1 day') AS day LEFT JOIN analytics.movie_daily_sales s"
                                    + " ON sale_date = day" + (theater.isEmpty() ? "" : " AND theater_id = 3")
                                    + (metric.equals("revenue") ? " AND currency = 'USD'" : "")
                                    + " GROUP BY to_char(day, '" + unit + "') ORDER BY to_char(day, '" + unit + "')")
                            .mapTo(String.class).list()));
                }
            }
        });
        assertThat(texts(items("/theaters/3/movies?from=2023-12-05&to=2024-02-20&limit=2"),
                        "movie_id", "title", "tickets", "revenue_minor", "currency"))
                .isEqualTo(new Question(
                        LocalDate.of(2023, 12, 5), LocalDate.of(2024, 2, 20), "USD", null, null, "USD").ask(
                        "movie_id, name, sum(sold), sum(net), currency",
                        "AND theater_id = 3 GROUP BY movie_id, name, currency ORDER BY sum(net) DESC, movie_id",
                        false));
    }

    @Test
    void rollUpsStayRightWhenAllIsWrittenMovedAndRolledUpAtOnce() {
        nothingSold();
        new SalesHistory(api.database(), 5).catalogue();
        Crowd.atOnce(6, n -> {
            SalesHistory history = new SalesHistory(api.database(), 100 + n);
            for (int i = 0; i < 25; i++) {
                if (n < 3) {
                    history.sell(60, 1 + n * 4, 4); // as two sink subtasks: never the same row
                } else {
                    history.happenBesideWriters();
                }
            }
            return null;
        });
        api.database().useHandle(handle -> {
            assertThat(SalesHistory.wrongRollUps(handle)).isEmpty();
            assertThat(handle.createQuery("SELECT count(*) FROM analytics.movie_daily_sales s LEFT JOIN"
                            + " analytics.report_day d ON d.sale_date = s.sale_date WHERE d.sale_date IS NULL")
                    .mapTo(Long.class).one()).isZero();
        });
    }

    private static void assertTop(Question question, String where) {
        assertThat(texts(rows("/reports/top-5-by-revenue" + question.query()),
                        "rank", "product_id", "product_name", "revenue_minor", "quantity", "currency"))
                .as(where + " top " + question)
                .isEqualTo(question.ask(
                        "row_number() OVER (ORDER BY sum(net) DESC, movie_id), movie_id, name, sum(net), sum(sold),"
                                + " currency",
                        "GROUP BY movie_id, name, currency ORDER BY sum(net) DESC, movie_id LIMIT 5", false));
    }

    private static void nothingSold() {
        api.database().useHandle(handle -> {
            handle.execute("TRUNCATE analytics.movie_daily_sales");
            handle.execute("DELETE FROM theater");
            handle.execute("DELETE FROM movie");
        });
    }

    private static List<Map<String, Object>> rows(String path) {
        return SalesHistory.rows(api, path);
    }

    /** All rows, by following the links to the next page. */
    private static List<Map<String, Object>> pages(String path) {
        List<Map<String, Object>> all = new ArrayList<>();
        String next = path;
        while (next != null) {
            List<Map<String, Object>> page = rows(next);
            all.addAll(page);
            next = api.get(next, null).raw().headers().firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .map(link -> link.startsWith("http") ? URI.create(link).getRawPath() + "?"
                            + URI.create(link).getRawQuery() : link)
                    .orElse(null);
            assertThat(next == null || !page.isEmpty()).isTrue();
        }
        return all;
    }

    private static List<Map<String, Object>> items(String path) {
        List<Map<String, Object>> all = new ArrayList<>();
        String cursor = null;
        do {
            TestApi.Answer answer = api.get(path + (cursor == null ? "" : "&cursor=" + cursor), null);
            all.addAll(answer.items());
            cursor = answer.text("next_cursor");
        } while (cursor != null);
        return all;
    }

    private static List<String> entries(String object) {
        return List.of(object.substring(1, object.length() - 1).split(","));
    }

    private static List<String> texts(List<Map<String, Object>> rows, String... fields) {
        return rows.stream()
                .map(row -> List.of(fields).stream().map(row::get).map(String::valueOf)
                        .collect(Collectors.joining("|")))
                .toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
