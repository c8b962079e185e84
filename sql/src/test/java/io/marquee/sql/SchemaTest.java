package io.marquee.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        run(BUCKET.formatted(day, "USD"), BUCKET.formatted(day, "JPY"), BUCKET.formatted(day, "KWD"));
        assertThat(text("SELECT string_agg(currency || ' ' || trim_scale(sales_amount) || ' ' || quantity_sold, ', '"
                        + " ORDER BY currency) FROM analytics.sales_report WHERE product_id = 2"))
                .isEqualTo("JPY 1200 1, KWD 1.2 1, USD 12 1");
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
