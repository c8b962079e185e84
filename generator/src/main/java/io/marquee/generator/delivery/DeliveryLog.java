package io.marquee.generator.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/**
 * The table {@code delivery}: how far a sender has come in each partition of a topic, as far as was written down. What
 * came after it stands in the topic itself.
 */
final class DeliveryLog {

    private final Connection connection;
    private final String sender;
    private final UUID topic;

    /**
     * A place in a partition.
     *
     * @param sequence the highest of the sender's own that is known to be there; -1 for none
     * @param offset everything before it was taken into account
     */
    record Mark(long sequence, long offset) {}

    /** @param connection commits by itself */
    DeliveryLog(Connection connection, String sender, Uuid topic) {
        this.connection = connection;
        this.sender = sender;
        this.topic = new UUID(topic.getMostSignificantBits(), topic.getLeastSignificantBits());
    }

    /**
     * Takes the sender for this session: two at once would both send what neither had.
     *
     * @return false when another session has it
     */
    boolean claim() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_try_advisory_lock(hashtextextended('marquee delivery ' || ?, 0))")) {
            statement.setString(1, sender);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** What was written down, by partition; empty for a sender that never began. */
    Map<Integer, Mark> read() throws SQLException {
        Map<Integer, Mark> marks = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT partition, sequence, kafka_offset FROM delivery WHERE sender = ? AND topic_id = ?")) {
            statement.setString(1, sender);
            statement.setObject(2, topic);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    marks.put(rows.getInt(1), new Mark(rows.getLong(2), rows.getLong(3)));
                }
            }
        }
        return marks;
    }

    /** Writes down where things stand, never further back than before. */
    void write(Map<Integer, Mark> marks) throws SQLException {
        Object[] partitions = marks.keySet().toArray();
        Object[] sequences = marks.values().stream().map(Mark::sequence).toArray();
        Object[] offsets = marks.values().stream().map(Mark::offset).toArray();
        try (PreparedStatement statement = connection.prepareStatement(
                """
                INSERT INTO delivery (sender, topic_id, partition, sequence, kafka_offset)
                SELECT ?, ?, * FROM unnest(?::int[], ?::bigint[], ?::bigint[])
                ON CONFLICT (sender, topic_id, partition) DO UPDATE
                SET sequence = greatest(delivery.sequence, excluded.sequence),
                    kafka_offset = greatest(delivery.kafka_offset, excluded.kafka_offset),
                    updated_at = clock_timestamp()""")) {
            statement.setString(1, sender);
            statement.setObject(2, topic);
            statement.setArray(3, connection.createArrayOf("int4", partitions));
            statement.setArray(4, connection.createArrayOf("int8", sequences));
            statement.setArray(5, connection.createArrayOf("int8", offsets));
            statement.executeUpdate();
        }
    }
}
