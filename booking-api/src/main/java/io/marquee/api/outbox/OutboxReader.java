package io.marquee.api.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the outbox in the order (xid, id) from where it was published up to, as far as no transaction that is still
 * open could write before it.
 */
final class OutboxReader implements AutoCloseable {

    /** A row to publish; {@code requestId} is null where it comes from no request. */
    record Row(
            String xid, long id, Instant recordedAt, String topic, String key, String payload, String eventId,
            String requestId) {}

    /**
     * What a read found.
     *
     * @param ready rows that can go out now, in order
     * @param waiting whether rows after them wait for an open transaction
     */
    record Batch(List<Row> ready, boolean waiting) {}

    private final PreparedStatement read;
    private final PreparedStatement move;
    private final int size;
    private String xid;
    private long id;

    OutboxReader(Connection connection, int size) throws SQLException {
        this.size = size;
        try (PreparedStatement position = connection.prepareStatement("SELECT xid::text, id FROM outbox_position");
                ResultSet row = position.executeQuery()) {
            row.next();
            xid = row.getString(1);
            id = row.getLong(2);
        }
        read = connection.prepareStatement("""
                SELECT xid::text, id, recorded_at, topic, key, payload, event_id, request_id,
                       xid < pg_snapshot_xmin(pg_current_snapshot()) AS ready
                FROM outbox WHERE (xid, id) > (?::xid8, ?) ORDER BY outbox.xid, id LIMIT ?""");
        move = connection.prepareStatement(
                "UPDATE outbox_position SET xid = ?::xid8, id = ? WHERE (xid, id) < (?::xid8, ?)");
    }

    /** The next rows after the position. */
    Batch next() throws SQLException {
        read.setString(1, xid);
        read.setLong(2, id);
        read.setInt(3, size);
        List<Row> ready = new ArrayList<>();
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                if (!rows.getBoolean("ready")) {
                    return new Batch(ready, true); // what follows has this xid or a later one
                }
                ready.add(new Row(
                        rows.getString("xid"),
                        rows.getLong("id"),
                        rows.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                        rows.getString("topic"),
                        rows.getString("key"),
                        rows.getString("payload"),
                        rows.getString("event_id"),
                        rows.getString("request_id")));
            }
        }
        return new Batch(ready, false);
    }

    /** Remembers that everything up to this row is in Kafka. The stored position never goes back. */
    void published(Row last) throws SQLException {
        move.setString(1, last.xid);
        move.setLong(2, last.id);
        move.setString(3, last.xid);
        move.setLong(4, last.id);
        move.executeUpdate();
        xid = last.xid;
        id = last.id;
    }

    @Override
    public void close() throws SQLException {
        read.close();
        move.close();
    }
}
