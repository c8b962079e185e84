package io.marquee.generator.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Set;

/** The partitions of {@code analytics.movie_daily_sales}, one a month, each with its indexes on movie and theater. */
public final class MonthPartitions {

    private final Connection connection;
    private final Set<YearMonth> known = new HashSet<>();

    /** @param connection commits by itself, so that each partition is locked for as short as can be */
    public MonthPartitions(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes those that are missing from the month of one day to that of another; rows that lie in the default partition
     * meanwhile move into them.
     *
     * @return how many were made
     */
    public int ensure(LocalDate from, LocalDate to) throws SQLException {
        int made = 0;
        for (YearMonth month = YearMonth.from(from); !month.isAfter(YearMonth.from(to)); month = month.plusMonths(1)) {
            made += ensure(month) ? 1 : 0;
        }
        return made;
    }

    /** Makes the partition of a month if it is not there; true when it was made. */
    public boolean ensure(YearMonth month) throws SQLException {
        if (!known.add(month)) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT analytics.ensure_month_partition(?::date)")) {
            statement.setObject(1, month.atDay(1));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
