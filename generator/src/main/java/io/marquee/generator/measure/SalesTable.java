package io.marquee.generator.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A plain table of sales, for comparison: a row for each sale and each refund, with the indexes that these questions
 * ask for, each with the columns that it takes to answer without the table. It lies in a schema of its own, {@value
 * #SCHEMA}, and says what the totals say.
 */
final class SalesTable implements AutoCloseable {

    static final String SCHEMA = "bench_reports";

    private final Connection connection;

    private SalesTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes the table from the totals by theater, movie and day.
     *
     * @param connection closed together with this
     */
    static SalesTable make(Connection connection) throws SQLException {
        SalesTable table = new SalesTable(connection);
        table.run("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        table.run("CREATE SCHEMA " + SCHEMA);
        table.run("SET synchronous_commit = off");
        table.run("""
                CREATE TABLE bench_reports.sale (
                    id           bigint  GENERATED ALWAYS AS IDENTITY,
                    sale_date    date    NOT NULL,
                    theater_id   bigint  NOT NULL,
                    movie_id     bigint  NOT NULL,
                    currency     text    NOT NULL,
                    tickets      integer NOT NULL,
                    amount_minor bigint  NOT NULL)""");
        // The first of a bucket's sales takes what does not divide evenly; refunds have the sign of what goes back.
        table.run("""
                INSERT INTO bench_reports.sale (sale_date, theater_id, movie_id, currency, tickets, amount_minor)
                SELECT sale_date, theater_id, movie_id, currency,
                       tickets / bookings + CASE WHEN n = 1 THEN tickets % bookings ELSE 0 END,
                       gross_minor / bookings + CASE WHEN n = 1 THEN gross_minor % bookings ELSE 0 END
                FROM analytics.movie_daily_sales, generate_series(1, bookings) AS n WHERE bookings > 0
                UNION ALL
                SELECT sale_date, theater_id, movie_id, currency,
                       -(tickets_refunded / cancellations
                         + CASE WHEN n = 1 THEN tickets_refunded % cancellations ELSE 0 END),
                       -(refunded_minor / cancellations
                         + CASE WHEN n = 1 THEN refunded_minor % cancellations ELSE 0 END)
                FROM analytics.movie_daily_sales, generate_series(1, cancellations) AS n WHERE cancellations > 0
                ORDER BY sale_date""");
        table.run("ALTER TABLE bench_reports.sale ADD PRIMARY KEY (id)");
        table.run("CREATE INDEX ON bench_reports.sale (currency, sale_date)"
                + " INCLUDE (movie_id, theater_id, tickets, amount_minor)");
        table.run("CREATE INDEX ON bench_reports.sale (movie_id, currency, sale_date)"
                + " INCLUDE (theater_id, tickets, amount_minor)");
        table.run("CREATE INDEX ON bench_reports.sale (theater_id, currency, sale_date)"
                + " INCLUDE (movie_id, tickets, amount_minor)");
        table.run("VACUUM (ANALYZE) bench_reports.sale");
        return table;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            run("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        }
    }
}
