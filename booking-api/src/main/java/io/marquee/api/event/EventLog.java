package io.marquee.api.event;

import io.marquee.api.http.Cursor;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * The log of what happened, which is the outbox. By the time of each event, then by the order of recording: a page is
 * not changed by events that are recorded later with a later time, and one that comes late stands where it belongs.
 */
@Singleton
class EventLog {

    private static final String PERIOD = "P2D"; // of the table's check, outbox_not_from_the_future

    private final Jdbi jdbi;

    EventLog(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Which events are wanted; null for all. Both times are included. */
    record Filter(
            @Nullable Long theaterId, @Nullable Long showtimeId, @Nullable String type, @Nullable Instant from,
            @Nullable Instant to) {}

    /** An event as it went to Kafka, and where the page would end after it. */
    record Entry(String json, Cursor cursor) {}

    /** A page, one entry more than {@code limit} where there is another page. */
    List<Entry> read(Filter filter, @Nullable Cursor after, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        String sql = sql(filter, after, values);
        return jdbi.withHandle(handle -> {
            Query query = handle.createQuery(sql).bind("limit", limit + 1);
            values.forEach(query::bind);
            return query.map((row, context) -> new Entry(
                            row.getString("payload"),
                            Cursor.after(
                                    row.getObject("occurred_at", OffsetDateTime.class).toInstant(), row.getLong("id"))))
                    .list();
        });
    }

    /** The query for a page, with only the conditions that it needs, so that each filter has its own index. */
    static String sql(Filter filter, @Nullable Cursor after, Map<String, Object> values) {
        StringBuilder sql = new StringBuilder("SELECT id, occurred_at, payload FROM outbox WHERE true");
        if (filter.theaterId != null) {
            sql.append(" AND theater_id = :theater");
            values.put("theater", filter.theaterId);
        }
        if (filter.showtimeId != null) {
            sql.append(" AND showtime_id = :showtime");
            values.put("showtime", filter.showtimeId);
        }
        if (filter.type != null) {
            sql.append(" AND type = :type");
            values.put("type", filter.type);
        }
        Instant from = filter.from;
        if (after != null) {
            OffsetDateTime mark = after.time(0);
            sql.append(" AND (occurred_at, id) > (:after, :after_id)");
            values.put("after", mark);
            values.put("after_id", after.part(1, Long::valueOf));
            from = from == null || mark.toInstant().isAfter(from) ? mark.toInstant() : from;
        }
        if (from != null) {
            // The second condition follows from the first, and leaves out the partitions of the days before.
            sql.append(" AND occurred_at >= :from AND recorded_at >= :from - interval '").append(PERIOD).append("'");
            values.put("from", from.atOffset(ZoneOffset.UTC));
        }
        if (filter.to != null) {
            sql.append(" AND occurred_at <= :to");
            values.put("to", filter.to.atOffset(ZoneOffset.UTC));
        }
        return sql.append(" ORDER BY occurred_at, id LIMIT :limit").toString();
    }
}
