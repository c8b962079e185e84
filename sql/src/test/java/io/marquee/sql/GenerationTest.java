package io.marquee.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exchanges the tables of totals for others, and looks whether anything but their rows has changed. */
class GenerationTest {

    private static final String DATABASE = "generations";
    private static final String ROW = """
            INSERT INTO %s.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings, cancellations,
                tickets, tickets_refunded, gross_minor, refunded_minor, status, version)
            VALUES (1, 2, '%s', 'USD', 1, 0, 1, 0, %d, 0, 'provisional', 1)""";
    // Everything that psql would show about the tables of the schema, but their ids.
    private static final String SHAPE = """
            SELECT string_agg(line, E'\n' ORDER BY line) FROM (
                SELECT format('%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
                    || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                WHERE c.relnamespace = 'analytics'::regnamespace
                UNION ALL
                SELECT format('%s %s %s %s %s', relname, relkind, reloptions, relowner::regrole,
                              pg_get_expr(relpartbound, oid)) || coalesce(
                              (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(relacl) a), '')
                FROM pg_class WHERE relnamespace = 'analytics'::regnamespace AND relkind <> 'i'
                UNION ALL
                SELECT regexp_replace(pg_get_constraintdef(oid), '\\s+', ' ') || conname || conrelid::regclass
                FROM pg_constraint WHERE connamespace = 'analytics'::regnamespace AND contype <> 'n'
                UNION ALL
                SELECT pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'analytics'::regnamespace AND c.relispartition = false
                UNION ALL
                SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = 'analytics'::regnamespace AND NOT tgisinternal
                UNION ALL
                SELECT pg_get_viewdef(oid) FROM pg_class
                WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'v'
            ) AS shape""";

    @BeforeAll
    static void migrate() throws Exception {
        TestServers.postgres().createDatabase(DATABASE);
        Schema.migrate(TestServers.postgres().dataSource(DATABASE));
    }

    @Test
    void onlyTheRowsChange() throws Exception {
        run(ROW.formatted("analytics", "2024-05-10", 1_000),
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER noted AFTER INSERT ON analytics.movie_daily_sales REFERENCING NEW TABLE AS added"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION note()");
        String shape = text(SHAPE);

        run("SELECT analytics.prepare_generation('analytics_next')",
                ROW.formatted("analytics_next", "2024-05-10", 2_000),
                "SELECT analytics.switch_generation('analytics_next', 'analytics_previous')");

        assertThat(text(SHAPE)).isEqualTo(shape);
        assertThat(text("SELECT sum(gross_minor) FROM analytics.movie_daily_sales")).isEqualTo("2000");
        assertThat(text("SELECT sum(sales_amount_minor) FROM analytics.sales_report")).isEqualTo("2000");
        assertThat(text("SELECT sum(gross_minor) FROM analytics_previous.movie_daily_sales")).isEqualTo("1000");
        assertThat(text("SELECT to_regnamespace('analytics_next') IS NULL")).isEqualTo("t");
        run("SET ROLE marquee_readonly; SELECT * FROM analytics.theater_daily_sales;"
                        + " SELECT * FROM analytics.sales_report; RESET ROLE",
                "DROP SCHEMA analytics_previous CASCADE", "DELETE FROM analytics.movie_daily_sales",
                "DROP TRIGGER noted ON analytics.movie_daily_sales");
    }

    @Test
    void aPartitionThatWasMadeMeanwhileIsMadeAgain() throws Exception {
        run("SELECT analytics.prepare_generation('analytics_next')",
                ROW.formatted("analytics_next", "2033-02-10", 3_000),
                "SELECT analytics.ensure_month_partition('2033-02-01')",
                "SELECT analytics.switch_generation('analytics_next', 'analytics_previous')");

        assertThat(text("SELECT tableoid::regclass::text FROM analytics.movie_daily_sales"))
                .isEqualTo("analytics.movie_daily_sales_2033_02");
        run("DROP SCHEMA analytics_previous CASCADE", "DELETE FROM analytics.movie_daily_sales");
    }

    @Test
    void whatCannotComeAlongStopsTheExchange() throws Exception {
        run("SELECT analytics.prepare_generation('analytics_next')",
                "CREATE MATERIALIZED VIEW copied AS SELECT * FROM analytics.theater_daily_sales");

        assertThatThrownBy(() -> run("SELECT analytics.switch_generation('analytics_next', 'analytics_previous')"))
                .hasMessageContaining("these would stay with the old ones")
                .hasMessageContaining("copied");
        run("DROP MATERIALIZED VIEW copied", "DROP SCHEMA analytics_next CASCADE");
    }

    private static void run(String... statements) throws SQLException {
        try (Connection connection = TestServers.postgres().dataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = TestServers.postgres().dataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
