package io.marquee.generator.imports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The table {@code validation_log}, written some hundred rows at a time; what stands there already stays. */
final class ValidationLog {

    private static final int AT_ONCE = 500;

    private final Connection connection;
    private final String importId;
    private final String file;
    private final List<Rejection> waiting = new ArrayList<>();

    /** @param connection commits by itself */
    ValidationLog(Connection connection, String importId, String file) {
        this.connection = connection;
        this.importId = importId;
        this.file = file;
    }

    void add(List<Rejection> rejections) throws SQLException {
        waiting.addAll(rejections);
        if (waiting.size() >= AT_ONCE) {
            flush();
        }
    }

    void flush() throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                """
                INSERT INTO validation_log (import_id, file, line, column_name, value, reason)
                SELECT ?, ?, * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
                ON CONFLICT DO NOTHING""")) {
            statement.setString(1, importId);
            statement.setString(2, file);
            statement.setArray(3, array("int8", Rejection::line));
            statement.setArray(4, array("text", Rejection::column));
            statement.setArray(5, array("text", Rejection::value));
            statement.setArray(6, array("text", Rejection::reason));
            statement.executeUpdate();
        }
        waiting.clear();
    }

    private java.sql.Array array(String type, Function<Rejection, Object> part) throws SQLException {
        return connection.createArrayOf(type, waiting.stream().map(part).toArray());
    }
}
