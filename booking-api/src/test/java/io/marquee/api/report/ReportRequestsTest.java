package io.marquee.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportRequestsTest {

    private static final String ALL = ", NULL, NULL, NULL, NULL, NULL, 9)";

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of("marquee.outbox.relay", "false", "marquee.report.roll-up", "false"));
        api.database().useHandle(handle -> {
            handle.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                    + " VALUES (7, 'Lux', 'Linz', '=Upper \"Austria\"', 'Europe/Vienna', 'EUR')");
            handle.execute("INSERT INTO movie (id, title, runtime_minutes)"
                    + " VALUES (4, '@SUM(A1)', 90), (5, 'A, b', 90)");
            for (boolean theater : new boolean[] {true, false}) {
                handle.execute("INSERT INTO analytics."
                        + (theater ? "theater_daily_sales (sale_date" : "movie_daily_sales (sale_date, movie_id")
                        + ", theater_id, currency, bookings, cancellations, tickets, tickets_refunded, gross_minor,"
                        + " refunded_minor, status, version) VALUES ('2024-02-29'" + (theater ? "" : ", 4")
                        + ", 7, 'EUR', 2, 1, 3, 1, 3000, 1005, 'final', 3), ('2024-03-01'" + (theater ? "" : ", 5")
                        + ", 7, 'JPY', 1, 0, 1, 0, 1800, 0, 'final', 1)");
            }
        });
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void reportsAndSeriesComeAsCsvWithDecimalsAndHarmlessTexts() {
        assertThat(csv("/reports/monthly-sales-summary?currency=EUR"))
                .isEqualTo("month,revenue,quantity,currency\r\n2024-02,19.95,2,EUR\r\n");
        assertThat(csv("/reports/monthly-sales-summary?currency=jpy"))
                .isEqualTo("month,revenue,quantity,currency\r\n2024-03,1800,1,JPY\r\n");
        assertThat(csv("/reports/monthly-sales-breakdown?currency=EUR"))
                .isEqualTo("month,product_id,product_name,region,revenue,quantity,currency\r\n"
                        + "2024-02,4,'@SUM(A1),\"'=Upper \"\"Austria\"\"\",19.95,2,EUR\r\n");
        assertThat(csv("/reports/top-5-by-revenue?currency=JPY"))
                .isEqualTo("rank,product_id,product_name,revenue,quantity,currency\r\n1,5,\"A, b\",1800,1,JPY\r\n");
        assertThat(csv("/theaters/7/sales?from=2024-02-29&to=2024-03-01"))
                .isEqualTo("date,bookings,cancellations,tickets,gross,refunded,revenue,currency,status\r\n"
                        + "2024-02-29,2,1,2,30.00,10.05,19.95,EUR,final\r\n"
                        + "2024-03-01,0,0,0,0.00,0.00,0.00,EUR,\r\n");
        assertThat(csv("/theaters/7/sales?from=2024-03-01&to=2024-03-02&compare=previous"))
                .isEqualTo("date,bookings,cancellations,tickets,gross,refunded,revenue,currency,status,previous_date,"
                        + "previous_bookings,previous_tickets,previous_revenue\r\n"
                        + "2024-03-01,0,0,0,0.00,0.00,0.00,EUR,,2024-02-28,0,0,0.00\r\n"
                        + "2024-03-02,0,0,0,0.00,0.00,0.00,EUR,,2024-02-29,2,2,19.95\r\n");
        assertThat(api.get("/reports/top-5-by-revenue", null, "Accept", "text/csv;q=0.5, application/json").raw()
                        .headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
    }

    private static String csv(String path) {
        Answer answer = api.get(path, null, "Accept", "text/csv");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        return answer.raw().body();
    }

    @Test
    void aSeriesIsComparedWithAsManyDaysOrMonthsBefore() {
        String days = api.get("/theaters/7/sales?from=2024-02-29&to=2024-03-02&compare=previous", null).raw().body();
        assertThat(days).contains("\"previous\":{\"from\":\"2024-02-26\",\"to\":\"2024-02-28\",\"items\":[{\"date\":");
        String months = api.get("/theaters/7/sales?granularity=month&from=2024-01&to=2024-03&compare=previous", null)
                .raw().body();
        assertThat(months).contains("\"previous\":{\"from\":\"2023-10-01\",\"to\":\"2023-12-01\"")
                .contains("\"month\":\"2023-12\"").doesNotContain("2023-09");
    }

    @ParameterizedTest
    @CsvSource({
        "/reports/monthly-sales-summary?start_date=2024-02-30, start_date",
        "/reports/monthly-sales-summary?end_date=tomorrow, end_date",
        "/reports/monthly-sales-summary?start_date=2024-02-02&end_date=2024-02-01, start_date",
        "/reports/monthly-sales-summary?start_date=0001-01-01, start_date",
        "/reports/monthly-sales-summary?end_date=9999-12-31, end_date",
        "/reports/monthly-sales-summary?currency=dollars, currency",
        "/reports/monthly-sales-breakdown?start_date=20240101, start_date",
        "/reports/monthly-sales-breakdown?start_date=2024-02-02&end_date=2024-02-01, start_date",
        "/reports/monthly-sales-breakdown?limit=0, limit",
        "/reports/monthly-sales-breakdown?limit=x, limit",
        "/reports/monthly-sales-breakdown?cursor=MTIz, cursor",
        "/reports/monthly-sales-breakdown?cursor=%21, cursor",
        "/reports/top-5-by-revenue?end_date=2024-13-01, end_date",
        "/dashboard?period=week, period",
        "/dashboard?year=20240, year",
        "/dashboard?year=now, year",
        "/dashboard?metric=profit, metric",
        "/dashboard?theater_id=x, theater_id",
        "/dashboard?currency=E, currency",
        "/theaters/7/sales?compare=last, compare",
        "/theaters/7/sales?granularity=hour, granularity",
        "/theaters/7/sales?from=1900-01-01&to=2024-01-01, from",
        "/theaters/7/movies?from=2024-02-02&to=2024-02-01, from",
        "/theaters/7/movies?to=2024, to",
        "/theaters/7/movies?cursor=x, cursor",
        "/theaters/7/movies?limit=201, limit"
    })
    void badParametersAre400AndAreNamed(String path, String parameter) {
        Answer answer = api.get(path, null, "Accept", "application/json");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        assertThat(answer.raw().body()).contains("\"field\":\"" + parameter + "\"");
    }

    @Test
    void aTheaterThatThereIsNotIs404AndNamed() {
        for (String path : List.of("/dashboard?theater_id=8", "/theaters/8/sales", "/theaters/8/movies")) {
            Answer answer = api.get(path, null);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.raw().body()).contains("there is no theater 8");
        }
        assertThat(api.get("/reports/monthly-sales-breakdown?product=Nothing&region=Nowhere", null).raw().body())
                .isEqualTo("[]");
    }

    @Test
    void plansPrunePartitionsAndUseIndexes() {
        try (Handle handle = api.database().open()) {
            handle.execute("LOAD 'auto_explain'");
            for (String setting : List.of(
                    "auto_explain.log_min_duration = 0", "auto_explain.log_nested_statements = on",
                    "auto_explain.log_format = json", "auto_explain.log_level = notice",
                    "client_min_messages = notice")) {
                handle.execute("SET " + setting);
            }
            handle.execute("SELECT analytics.ensure_month_partition(day::date) FROM generate_series("
                    + "timestamp '2024-01-01', '2024-12-01', '1 month') AS day");
            handle.execute("INSERT INTO analytics.movie_daily_sales (sale_date, movie_id, theater_id, currency,"
                    + " bookings, cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status,"
                    + " version)"
                    + " SELECT day, movie, 7, 'GBP', 1, 0, 1, 0, movie * 10, 0, 'final', 1 FROM generate_series("
                    + " timestamp '2024-01-01', '2024-04-30', '1 day') AS day, generate_series(1, 300) AS movie");
            handle.execute("INSERT INTO movie (id, title, runtime_minutes) SELECT n, 'Film ' || n, 90"
                    + " FROM generate_series(100, 3000) AS n");
            handle.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                    + " SELECT n, 'House ' || n, 'Here', 'Region ' || n, 'Europe/Paris', 'GBP'"
                    + " FROM generate_series(100, 700) AS n");
            handle.execute("ANALYZE");

            // Not rolled up: one month of the totals by movie and day, no other.
            for (String call : List.of(
                    "sales_by_day('2024-02-03', '2024-02-29', 'GBP', 'USD')",
                    "top_movies('2024-02-03', '2024-02-29', 'GBP', 'USD', 5)",
                    "sales_by_movie_and_region('2024-02-03', '2024-02-29', 'GBP', 'USD'" + ALL)) {
                String plans = plans(handle, call);
                assertThat(partitions(plans)).as(call).containsExactly("movie_daily_sales_2024_02");
            }
            handle.execute("SELECT analytics.roll_up(array_agg(day::date)) FROM generate_series("
                    + "timestamp '2024-01-01', '2024-04-30', '1 day') AS day GROUP BY date_trunc('month', day)");

            handle.execute("ANALYZE");

            // Rolled up: nobody needs the totals by theater, movie and day any more.
            for (String call : List.of(
                    "sales_by_day('2024-02-03', '2024-03-20', 'GBP', 'USD')",
                    "top_movies('2024-01-20', '2024-03-20', 'GBP', 'USD', 5)",
                    "sales_by_movie('2024-01-20', '2024-03-20', 'GBP')",
                    "sales_by_region('2024-01-20', '2024-03-20', 'GBP')",
                    "sales_by_movie_and_region('2024-01-20', '2024-03-20', 'GBP', 'USD'" + ALL)) {
                String plans = plans(handle, call);
                assertThat(partitions(plans)).as(call).isEmpty();
                // The totals by day are a page or two: how these are read does not matter.
                assertThat(plans).as(call).contains("Index")
                        .doesNotContainPattern("\"Seq Scan\",[^{}]*\"Relation Name\": \"movie");
            }
            String ends = plans(handle,
                    "sales_by_movie_and_region('2024-01-15', '2024-04-15', 'GBP', 'USD', 'A, b', 'Region 150',"
                            + " NULL, NULL, NULL, 9)");
            assertThat(ends).contains("movie_title").contains("theater_region_search")
                    .contains("movie_region_month_sales_pkey").contains("movie_region_day_sales_pkey")
                    .doesNotContainPattern("\"Seq Scan\",[^{}]*\"Relation Name\": \"movie");
            String top = plans(handle, "top_movies('2024-01-30', '2024-04-15', 'GBP', 'USD', 5)");
            assertThat(top).contains("movie_month_sales_rank").contains("movie_day_sales_rank")
                    .doesNotContainPattern("\"Seq Scan\",[^{}]*\"Relation Name\": \"movie");
        }
    }

    /** The plans, as JSON, of all statements that a call runs. */
    private static String plans(Handle handle, String call) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute("SELECT * FROM analytics." + call);
            StringBuilder plans = new StringBuilder();
            for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                plans.append(notice.getMessage()).append('\n');
            }
            assertThat(plans).contains("\"Plan\"");
            return plans.toString();
        } catch (java.sql.SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<String> partitions(String plans) {
        List<String> names = new ArrayList<>();
        var found = java.util.regex.Pattern.compile("\"Relation Name\": \"(movie_daily_sales_\\w+)\"").matcher(plans);
        while (found.find()) {
            if (!names.contains(found.group(1))) {
                names.add(found.group(1));
            }
        }
        return names.stream().sorted().toList();
    }
}
