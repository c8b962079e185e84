package io.marquee.pipeline.boxoffice;

import io.marquee.events.EventJson;
import io.marquee.pipeline.redis.Marks;
import io.marquee.pipeline.redis.RedisConnection;
import io.marquee.pipeline.redis.RedisConnection.Call;
import io.marquee.pipeline.redis.RedisEmptiedException;
import io.marquee.pipeline.redis.RedisView;
import io.marquee.pipeline.redis.Script;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Totals of theaters in Redis: for each theater and day or month a hash, and for each day or month and currency a
 * sorted set of theaters by net revenue. Totals of movies are for reports, which read PostgreSQL.
 *
 * <p>After a batch, channel {@value #CHANNEL} says which theaters' days changed; of a copy, whose keys have a prefix,
 * nobody is told.
 */
final class SalesView implements RedisView<SalesRows> {

    static final String CHANNEL = "sales-updates";

    private static final long serialVersionUID = 1L;
    private static final Script SET = Script.beside(SalesView.class, "totals.lua");
    private static final String NEWER = "newer";
    private static final String REPAIR = "repair";
    private static final Long UNMARKED = -1L;
    private static final int ROWS_AT_ONCE = 2_000;

    private final String prefix;
    private final String schema;

    /**
     * @param prefix what all keys begin with; empty for those that readers know
     * @param schema where the tables are that Redis is filled from
     */
    SalesView(String prefix, String schema) {
        this.prefix = prefix;
        this.schema = schema;
    }

    @Override
    public String name() {
        return "sales";
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public int rows(SalesRows message) {
        return message.rows().size();
    }

    @Override
    public long oldestEvent(SalesRows message) {
        return message.oldestEvent();
    }

    @Override
    public void write(List<SalesRows> messages, boolean repeated, Marks marks, RedisConnection redis)
            throws RedisEmptiedException {
        // Rows are absolute: of each bucket the last is enough.
        Map<List<Object>, SalesRow> newest = new LinkedHashMap<>();
        for (SalesRows message : messages) {
            for (SalesRow row : message.rows()) {
                if (!row.is(Bucket.Kind.MOVIE_DAY)) {
                    newest.put(List.of(row.kind(), row.theaterId(), row.epochDay(), row.currency()), row);
                }
            }
        }
        List<SalesRow> rows = List.copyOf(newest.values());
        if (rows.isEmpty()) {
            return;
        }
        String now = EventJson.format(Instant.now());
        List<Object> answers = set(rows.stream().map(row -> call(row, NEWER, now, marks)).toList(), redis);
        List<SalesRow> changed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            // An attempt that failed after it set a row has not told of it.
            if (rows.get(i).is(Bucket.Kind.DAY) && (repeated || Long.valueOf(1).equals(answers.get(i)))) {
                changed.add(rows.get(i));
            }
        }
        if (prefix.isEmpty()) {
            publish(changed, redis);
        }
    }

    private static List<Object> set(List<Call> calls, RedisConnection redis) throws RedisEmptiedException {
        List<Object> answers = redis.run(SET, calls);
        if (answers.contains(UNMARKED)) {
            throw new RedisEmptiedException();
        }
        return answers;
    }

    private Call call(SalesRow row, String mode, String updatedAt, Marks marks) {
        LocalDate date = LocalDate.ofEpochDay(row.epochDay());
        boolean daily = row.is(Bucket.Kind.DAY);
        String period = daily ? date.toString() : date.toString().substring(0, date.toString().length() - 3);
        String sort = daily ? "day" : "month";
        return new Call(
                List.of(
                        prefix + "theater-" + sort + ":" + row.theaterId() + ":" + period,
                        prefix + "top:" + sort + ":" + row.currency() + ":" + period,
                        marks.filledKey(),
                        marks.fillingKey()),
                List.of(
                        mode,
                        Long.toString(row.theaterId()),
                        row.currency(),
                        Long.toString(row.netMinor()),
                        Long.toString(row.version()),
                        row.status(),
                        mode.equals(REPAIR) ? marks.filling() : marks.run(),
                        "bookings", Long.toString(row.bookings()),
                        "cancellations", Long.toString(row.cancellations()),
                        "tickets", Long.toString(row.tickets()),
                        "tickets_refunded", Long.toString(row.ticketsRefunded()),
                        "gross_minor", Long.toString(row.grossMinor()),
                        "refunded_minor", Long.toString(row.refundedMinor()),
                        "updated_at", updatedAt));
    }

    private static void publish(List<SalesRow> changed, RedisConnection redis) {
        if (changed.isEmpty()) {
            return;
        }
        Map<Integer, StringBuilder> byDay = new LinkedHashMap<>();
        for (SalesRow row : changed) {
            StringBuilder message = byDay.computeIfAbsent(row.epochDay(), day ->
                    new StringBuilder("{\"date\":\"").append(LocalDate.ofEpochDay(day)).append("\",\"theaters\":["));
            message.append(message.charAt(message.length() - 1) == '[' ? "" : ",")
                    .append("{\"theater_id\":").append(row.theaterId())
                    .append(",\"currency\":\"").append(row.currency()) // three capitals, nothing to escape
                    .append("\",\"revenue_minor\":").append(row.netMinor())
                    .append(",\"tickets\":").append(row.tickets() - row.ticketsRefunded())
                    .append(",\"version\":").append(row.version())
                    .append('}');
        }
        redis.pipelined(pipeline ->
                byDay.values().forEach(message -> pipeline.publish(CHANNEL, message.append("]}").toString())));
    }

    @Override
    public long refill(Marks marks, RedisConnection redis, Connection postgres, Runnable goesOn)
            throws SQLException, RedisEmptiedException {
        return refill(marks, redis, postgres, goesOn, Bucket.Kind.DAY, "sale_date", "theater_daily_sales")
                + refill(marks, redis, postgres, goesOn, Bucket.Kind.MONTH, "month", "theater_monthly_sales");
    }

    private long refill(
            Marks marks, RedisConnection redis, Connection postgres, Runnable goesOn, Bucket.Kind kind, String date,
            String table) throws SQLException, RedisEmptiedException {
        String query = """
                SELECT theater_id, (%s - date '1970-01-01') AS day, currency, bookings, cancellations, tickets,
                       tickets_refunded, gross_minor, refunded_minor, status, version, updated_at
                FROM %s.%s""".formatted(date, schema, table);
        long count = 0;
        try (Statement statement = postgres.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery(query)) {
                List<Call> calls = new ArrayList<>(ROWS_AT_ONCE);
                while (rows.next()) {
                    SalesRow row = new SalesRow(
                            kind.ordinal(), rows.getLong("theater_id"), 0, rows.getInt("day"),
                            rows.getString("currency"), rows.getLong("bookings"), rows.getLong("cancellations"),
                            rows.getLong("tickets"), rows.getLong("tickets_refunded"), rows.getLong("gross_minor"),
                            rows.getLong("refunded_minor"), rows.getString("status"), rows.getLong("version"));
                    Instant updated = rows.getTimestamp("updated_at").toInstant();
                    calls.add(call(row, REPAIR, EventJson.format(updated), marks));
                    count++;
                    if (calls.size() == ROWS_AT_ONCE) {
                        set(calls, redis);
                        goesOn.run();
                        calls.clear();
                    }
                }
                if (!calls.isEmpty()) {
                    set(calls, redis);
                }
            }
        }
        return count;
    }
}
