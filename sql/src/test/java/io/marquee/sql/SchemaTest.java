package io.marquee.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final String BUCKET = "INSERT INTO analytics.movie_daily_sales"
            + " (theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets, tickets_refunded,"
            + "  gross_minor, refunded_minor, status, version) VALUES (1, 2, '%s', '%s', 1, 0, 2, 1, 2400, 1200,"
            + "  'provisional', 2)";

    private static DataSource database;

    @BeforeAll
    static void migrate() throws Exception {
        TestServers.postgres().createDatabase("schema_test");
        database = TestServers.postgres().dataSource("schema_test");
        Schema.migrate(database);
    }

    @Test
    void migratingAgainChangesNothing() {
        assertThat(Schema.migrate(database)).isZero();
        assertThat(Schema.isCurrent(database)).isTrue();
    }

    @Test
    void severalProcessesMayMigrateAnEmptyDatabaseAtOnce() throws Exception {
        TestServers.postgres().createDatabase("schema_race");
        DataSource empty = TestServers.postgres().dataSource("schema_race");
        ExecutorService processes = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> Schema.migrate(empty));
            }
            int applied = 0;
            for (Future<Integer> process : processes.invokeAll(calls)) {
                applied += process.get();
            }
            assertThat(applied).isPositive();
            assertThat(Schema.isCurrent(empty)).isTrue();
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void aSearchTextForgivesCaseAndAccents() throws Exception {
        assertThat(text("SELECT search_text('Amélie à PARÍS')")).isEqualTo("amelie a paris");
    }

    @Test
    void rowsOfTheDefaultPartitionMoveIntoTheirMonth() throws Exception {
        run(BUCKET.formatted("2031-02-28", "USD"), BUCKET.formatted("2031-03-01", "USD"));
        assertThat(text("SELECT analytics.ensure_month_partition('2031-02-14')")).isEqualTo("t");
        assertThat(text("SELECT analytics.ensure_month_partition('2031-02-01')")).isEqualTo("f");
        assertThat(text("SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY sale_date)"
                        + " FROM analytics.movie_daily_sales WHERE sale_date >= '2031-01-01'"))
                .isEqualTo("analytics.movie_daily_sales_2031_02 analytics.movie_daily_sales_default");
        assertThat(text("SELECT sum(net_minor) FROM analytics.movie_daily_sales WHERE sale_date >= '2031-01-01'"))
                .isEqualTo("2400");
        run("DELETE FROM analytics.movie_daily_sales WHERE sale_date >= '2031-01-01'");
    }

    @Test
    void writersOfAMonthDoNotFailWhileItsPartitionIsMade() throws Exception {
        int months = 24;
        int writers = 3;
        CyclicBarrier together = new CyclicBarrier(writers + 1);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (Connection maker = database.getConnection();
                PreparedStatement make = maker.prepareStatement("SELECT analytics.ensure_month_partition(?)")) {
            List<Future<Void>> written = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int theater = 7_000 + writer;
                written.add(threads.submit(() -> {
                    try {
                        write(theater, months, together);
                    } catch (SQLException failed) {
                        together.reset(); // nobody waits for one who has failed
                        throw failed;
                    }
                    return null;
                }));
            }
            for (int month = 0; month < months && !written.stream().allMatch(Future::isDone); month++) {
                await(together);
                make.setObject(1, LocalDate.of(2051, 1, 1).plusMonths(month));
                make.execute();
            }
            for (Future<Void> writer : written) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(text("SELECT count(*) || ' ' || count(*) FILTER (WHERE tableoid ="
                        + " 'analytics.movie_daily_sales_default'::regclass) FROM analytics.movie_daily_sales"
                        + " WHERE theater_id BETWEEN 7000 AND 7999"))
                .isEqualTo(writers * months * 28 + " 0");
        run("DELETE FROM analytics.movie_daily_sales WHERE theater_id BETWEEN 7000 AND 7999");
    }

    /** Writes each day of each month in a statement of its own; each month begins together with the others. */
    private static void write(int theater, int months, CyclicBarrier together) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO analytics.movie_daily_sales"
                        + " (theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets,"
                        + " tickets_refunded, gross_minor, refunded_minor, status, version)"
                        + " VALUES (?, 1, ?, 'USD', 1, 0, 1, 0, 100, 0, 'provisional', 1)")) {
            for (int month = 0; month < months; month++) {
                await(together);
                for (int day = 0; day < 28; day++) {
                    insert.setInt(1, theater);
                    insert.setObject(2, LocalDate.of(2051, 1, 1).plusMonths(month).plusDays(day));
                    insert.executeUpdate();
                }
            }
        }
    }

    private static void await(CyclicBarrier together) throws InterruptedException, TimeoutException {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (BrokenBarrierException someoneFailed) {
            // the failure itself comes up at the end
        }
    }

    @Test
    void everyCurrencyHasTheDecimalsThatItHasInJava() throws Exception {
        Map<String, Integer> digits = Currency.getAvailableCurrencies().stream().collect(Collectors.toMap(
                Currency::getCurrencyCode, currency -> Math.max(0, currency.getDefaultFractionDigits())));
        digits.put("UYW", 4); // ISO 4217 has it, older Javas do not
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT analytics.minor_digits(?)")) {
            for (Map.Entry<String, Integer> currency : digits.entrySet()) {
                query.setString(1, currency.getKey());
                try (ResultSet row = query.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getInt(1)).as(currency.getKey()).isEqualTo(currency.getValue());
                }
            }
        }
    }

    @Test
    void aDayOfTheOutboxHasItsOwnPartition() throws Exception {
        run("SELECT outbox_ensure_partition('2031-05-05')", "SELECT outbox_ensure_partition('2031-05-05')");
        run("INSERT INTO outbox (recorded_at, topic, key, event_id, type, occurred_at, payload)"
                + " VALUES ('2031-05-05T23:59:59.999Z', 'sales', '1', 'e', 'sale', now(), '{}')");
        assertThat(text("SELECT tableoid::regclass::text FROM outbox WHERE event_id = 'e'"))
                .isEqualTo("outbox_20310505");
    }

    @Test
    void theReportShowsAmountsInWholeUnitsOfTheCurrency() throws Exception {
        String day = LocalDate.now().toString();
        run(BUCKET.formatted(day, "USD"), BUCKET.formatted(day, "JPY"), BUCKET.formatted(day, "KWD"),
                BUCKET.formatted(day, "CLF"));
        assertThat(text("SELECT string_agg(currency || ' ' || trim_scale(sales_amount) || ' ' || quantity_sold, ', '"
                        + " ORDER BY currency) FROM analytics.sales_report WHERE product_id = 2"))
                .isEqualTo("CLF 0.12 1, JPY 1200 1, KWD 1.2 1, USD 12 1");
        run("DELETE FROM analytics.movie_daily_sales WHERE movie_id = 2");
    }

    @Test
    void theReadOnlyRoleReadsReportsAndNothingElse() throws Exception {
        assertThat(as("marquee_readonly", "SELECT count(*) >= 0 FROM analytics.sales_report")).isEqualTo("t");
        assertThatThrownBy(() -> as("marquee_readonly", "SELECT count(*) FROM public.booking"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> as("marquee_readonly", "DELETE FROM analytics.theater_daily_sales RETURNING 1"))
                .hasMessageContaining("permission denied");
    }

    private static String as(String role, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            return first(statement, query);
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return first(statement, query);
        }
    }

    private static String first(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).as("a row of %s", query).isTrue();
            return row.getString(1);
        }
    }

    private static void run(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
