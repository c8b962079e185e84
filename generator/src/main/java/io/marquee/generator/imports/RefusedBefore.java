package io.marquee.generator.imports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The lines of a file that earlier imports refused, looked up in ascending order, some thousand at a time. They can be
 * right by now: a movie was added to the catalogue, or the schema was mended.
 */
final class RefusedBefore {

    private static final int AT_ONCE = 5_000;

    private final Connection connection;
    private final String importId;
    private final Queue<Long> next = new ArrayDeque<>();
    private long lastRead;
    private boolean isEnd;

    RefusedBefore(Connection connection, String importId) {
        this.connection = connection;
        this.importId = importId;
    }

    /** @param line is greater than that of the call before */
    boolean contains(long line) throws SQLException {
        while (true) {
            while (!next.isEmpty() && next.element() < line) {
                next.remove();
            }
            if (!next.isEmpty() || isEnd) {
                return !next.isEmpty() && next.element() == line;
            }
            read(line);
        }
    }

    /** Its row was mended, and will be sent. */
    void forget(long line) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM validation_log WHERE import_id = ? AND line = ?")) {
            statement.setString(1, importId);
            statement.setLong(2, line);
            statement.executeUpdate();
        }
    }

    private void read(long from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                """
                SELECT DISTINCT line FROM validation_log WHERE import_id = ? AND line >= ? AND line > ?
                ORDER BY line LIMIT ?""")) {
            statement.setString(1, importId);
            statement.setLong(2, from);
            statement.setLong(3, lastRead);
            statement.setInt(4, AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lastRead = rows.getLong(1);
                    next.add(lastRead);
                }
            }
        }
        isEnd = next.size() < AT_ONCE;
    }
}
