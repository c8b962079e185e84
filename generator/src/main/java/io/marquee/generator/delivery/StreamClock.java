package io.marquee.generator.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How far the clock of the sales stream may be: the newest event that was counted or lies at an end of the topic. The
 * pipeline refuses events whose day ended longer than the retention before that.
 *
 * @param newest the day of the newest event; null when there is none, and everything is accepted
 * @param retentionDays how long the pipeline keeps days, as it was told
 */
public record StreamClock(LocalDate newest, int retentionDays) {

    /** What the box-office job keeps unless it is told otherwise. */
    public static final int USUAL_RETENTION_DAYS = 400;

    /** Looks at the totals and at the topic. */
    public static StreamClock read(Connection connection, SalesTopic topic, int retentionDays) throws SQLException {
        LocalDate counted = null;
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT max(sale_date) FROM analytics.theater_daily_sales");
                ResultSet row = statement.executeQuery()) {
            row.next();
            counted = row.getObject(1, LocalDate.class);
        }
        Optional<Instant> sent = topic.newestEvent();
        LocalDate newest = sent.map(instant -> LocalDate.ofInstant(instant, ZoneOffset.UTC)).orElse(null);
        if (newest == null || counted != null && counted.isAfter(newest)) {
            newest = counted;
        }
        return new StreamClock(newest, retentionDays);
    }

    /** The first day of which the pipeline surely takes events. */
    public LocalDate firstAccepted() {
        return newest == null ? LocalDate.EPOCH : newest.minusDays(retentionDays - 1L);
    }

    /** Whether events of that day would be refused as too late. */
    public boolean refuses(LocalDate day) {
        return day.isBefore(firstAccepted());
    }
}
