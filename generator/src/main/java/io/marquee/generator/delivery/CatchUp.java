package io.marquee.generator.delivery;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the pipeline has counted what was sent. Totals carry the number of their events; the wait is over when
 * that has grown by what was sent in the totals by month, by day and by movie, or when the job has committed a position
 * behind the last event, which it does when the sinks have everything before it.
 */
public final class CatchUp {

    private static final long POLL_MILLIS = 250;
    private static final long OFFSETS_EVERY = TimeUnit.SECONDS.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GROUP = "marquee-box-office";

    private final Connection connection;
    private final LocalDate from;
    private final LocalDate to;
    private final long before;

    /**
     * Notes what is counted before anything is sent.
     *
     * @param connection to PostgreSQL, committing by itself
     * @param from first day of what will be sent
     * @param to its last day
     */
    public CatchUp(Connection connection, LocalDate from, LocalDate to) throws SQLException {
        this.connection = connection;
        this.from = from;
        this.to = to;
        before = counted("theater_monthly_sales", "month");
    }

    /**
     * Waits, and shows how far the pipeline is.
     *
     * @param sent how many events were sent since the constructor
     * @return false when the pipeline has not moved for some time
     */
    public boolean await(SalesTopic topic, long sent, PrintWriter out) throws SQLException, InterruptedException {
        Map<TopicPartition, Long> ends = topic.ends();
        try (Progress bar = Progress.of(out, "pipeline", "events", sent);
                Admin admin = Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrapServers()))) {
            long last = -1;
            long moved = System.nanoTime();
            long asked = moved;
            while (true) {
                long counted = counted("theater_monthly_sales", "month") - before;
                bar.to(Math.min(sent, counted));
                if (counted >= sent && everyTable(sent)) {
                    return true;
                }
                long now = System.nanoTime();
                if (now - asked > OFFSETS_EVERY) {
                    asked = now;
                    if (committed(admin, ends)) {
                        bar.to(sent);
                        return true;
                    }
                }
                if (counted != last) {
                    last = counted;
                    moved = now;
                } else if (now - moved > PATIENCE.toNanos()) {
                    return false;
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private boolean everyTable(long sent) throws SQLException {
        return counted("theater_daily_sales", "sale_date") - before >= sent
                && counted("movie_daily_sales", "sale_date") - before >= sent;
    }

    private long counted(String table, String day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT coalesce(sum(version), 0) "
                + "FROM analytics." + table + " WHERE " + day + " BETWEEN date_trunc('month', ?::date) AND "
                + "date_trunc('month', ?::date) + interval '1 month' - interval '1 day'")) {
            statement.setObject(1, from);
            statement.setObject(2, to);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static boolean committed(Admin admin, Map<TopicPartition, Long> ends) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
            return ends.entrySet().stream().allMatch(end -> end.getValue() == 0
                    || offsets.get(end.getKey()) != null && offsets.get(end.getKey()).offset() >= end.getValue());
        } catch (ExecutionException unknownYet) {
            return false;
        }
    }
}
