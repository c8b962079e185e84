package io.marquee.generator.audit;

import io.marquee.generator.audit.Differences.Check;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.BitSet;

/** Compares the tables of the schema {@code analytics} with the ledger, row by row, both ways. */
final class PostgresTotals {

    private static final String SUMS = "currency, bookings, cancellations, tickets, tickets_refunded, gross_minor,"
            + " refunded_minor, net_minor";
    private static final int ROWS_AT_ONCE = 10_000;

    private final Connection connection;

    /** @param connection without auto-commit, so that rows come as they are read */
    PostgresTotals(Connection connection) {
        this.connection = connection;
    }

    /** How many events the daily totals say they hold, to see whether the pipeline still has work. */
    long events() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(sum(bookings + cancellations), 0) FROM analytics.theater_daily_sales")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Compares all three tables. */
    void compare(Ledger ledger, Differences differences) throws SQLException {
        compare(
                ledger.days(),
                "SELECT theater_id, 0, sale_date - date '1970-01-01', " + SUMS + " FROM analytics.theater_daily_sales",
                differences.check("PostgreSQL: theaters by day"));
        compare(
                ledger.months(),
                "SELECT theater_id, 0, month - date '1970-01-01', " + SUMS + " FROM analytics.theater_monthly_sales",
                differences.check("PostgreSQL: theaters by month"));
        compare(
                ledger.movieDays(),
                "SELECT theater_id, movie_id, sale_date - date '1970-01-01', " + SUMS
                        + " FROM analytics.movie_daily_sales",
                differences.check("PostgreSQL: movies by day"));
    }

    private void compare(LedgerTable expected, String sql, Check check) throws SQLException {
        BitSet met = new BitSet(expected.size());
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    check.compared();
                    Sums sums = new Sums(
                            rows.getLong(5),
                            rows.getLong(6),
                            rows.getLong(7),
                            rows.getLong(8),
                            rows.getLong(9),
                            rows.getLong(10));
                    int row = expected.find(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4));
                    Sums wanted = row < 0 ? Sums.ZERO : expected.sums(row);
                    if (!sums.equals(wanted)) {
                        check.differs(name(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4)) + ": "
                                + sums.against(wanted));
                    } else if (rows.getLong(11) != wanted.net()) {
                        check.differs(name(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4))
                                + ": net_minor is " + rows.getLong(11) + ", not " + wanted.net());
                    }
                    if (row >= 0) {
                        met.set(row);
                    }
                }
            }
        }
        BitSet missing = expected.without(met);
        check.compared(missing.cardinality());
        missing.stream().forEach(row -> {
            LedgerTable.Key key = expected.key(row);
            check.differs(name(key.theater(), key.movie(), key.day(), key.currency()) + " is missing, of "
                    + expected.sums(row).inWords());
        });
    }

    static String name(long theater, long movie, int day, String currency) {
        return "theater " + theater + (movie == 0 ? "" : ", movie " + movie) + ", " + LocalDate.ofEpochDay(day) + ", "
                + currency;
    }
}
