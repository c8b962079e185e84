package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file imported into a running stack, killed in the middle, begun again, and imported once more. {@code
 * -Dmarquee.import.rows=1000000} gives it full size.
 */
class ImportIT {

    private static final int ROWS = Integer.getInteger("marquee.import.rows", 80_000);
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOTALS = "SELECT concat_ws(' ', theater_id, sale_date, currency, bookings,"
            + " cancellations, tickets, tickets_refunded, gross_minor, refunded_minor)"
            + " FROM analytics.theater_daily_sales";

    @TempDir
    Path temporary;

    @Test
    void theTotalsAreThoseOfTheRightRowsHoweverOftenTheFileIsImported() throws Exception {
        Path data = temporary.resolve("data");
        Path file = temporary.resolve("sales.csv");
        try (RunningStack stack = RunningStack.start(data); Connection postgres = connect(stack)) {
            SalesFile sales = new SalesFile(file, ROWS, ids(postgres, "theater"), ids(postgres, "movie"),
                    LocalDate.now(ZoneOffset.UTC).minusDays(1));

            killInTheMiddle(stack, data, file);
            long sent = eventsIn(postgres);
            assertThat(sent).isLessThan(sales.rightRows);

            assertThat(command(data, "import", file.toString())).contains("rows refused");
            assertWhole(postgres, sales);
            assertThat(command(data, "import", file.toString()))
                    .contains(" 0 sales sent, %,d in Kafka already".formatted(sales.rightRows));
            assertThat(command(data, "audit", "--wait", "20s")).contains("No differences");
            assertWhole(postgres, sales);
        }
    }

    // Nobody can write to the log: the import halts when it wants to write the first wrong rows, with thousands sent.
    private void killInTheMiddle(RunningStack stack, Path data, Path file) throws Exception {
        Path log = temporary.resolve("killed.log");
        try (Connection lock = connect(stack); Connection watch = connect(stack)) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE validation_log IN SHARE MODE");
            Process importing = RunningStack.marquee(
                    log, List.of("import", file.toString(), "--data", data.toString()));
            try {
                await().atMost(SOON).until(() -> !importing.isAlive() || isWaiting(watch) && eventsIn(watch) > 0);
                assertThat(importing.isAlive()).as(Files.readString(log)).isTrue();
            } finally {
                importing.destroyForcibly().waitFor();
            }
            lock.rollback();
            // The killed one's session is noticed, and ended, by its next word to nobody.
            await().atMost(SOON).until(() -> texts(watch, "SELECT pid::text FROM pg_locks"
                    + " WHERE locktype = 'advisory' AND objsubid = 1 AND pid IN (SELECT pid FROM pg_stat_activity"
                    + " WHERE query LIKE '%INTO validation_log%')").isEmpty());
        }
    }

    private static boolean isWaiting(Connection postgres) throws SQLException {
        return !texts(postgres, "SELECT pid FROM pg_locks WHERE NOT granted"
                + " AND relation = 'validation_log'::regclass").isEmpty();
    }

    private static void assertWhole(Connection postgres, SalesFile sales) throws SQLException {
        assertThat(texts(postgres, TOTALS).stream().sorted().toList()).isEqualTo(sales.totals());
        assertThat(texts(postgres, "SELECT DISTINCT line FROM validation_log ORDER BY line").stream()
                        .map(Long::valueOf).toList())
                .isEqualTo(sales.wrongLines);
        assertThat(texts(postgres, "SELECT DISTINCT column_name || reason FROM validation_log")).hasSize(10);
        for (String table : List.of("theater_monthly_sales", "movie_daily_sales")) {
            assertThat(texts(postgres, "SELECT sum(bookings + cancellations) FROM analytics." + table))
                    .as(table).containsExactly(Integer.toString(sales.rightRows));
        }
    }

    private static long eventsIn(Connection postgres) throws SQLException {
        return Long.parseLong(texts(postgres, "SELECT coalesce(sum(bookings + cancellations), 0)"
                + " FROM analytics.theater_daily_sales").get(0));
    }

    private String command(Path data, String... arguments) throws Exception {
        return RunningStack.command(data, temporary.resolve("command.log"), arguments);
    }

    private static List<Long> ids(Connection postgres, String table) throws SQLException {
        return texts(postgres, "SELECT id FROM " + table + " ORDER BY id LIMIT 40").stream().map(Long::valueOf)
                .toList();
    }

    private static List<String> texts(Connection postgres, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = postgres.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static Connection connect(RunningStack stack) throws Exception {
        return DriverManager.getConnection(stack.endpoint("postgres"), "postgres", "postgres");
    }
}
