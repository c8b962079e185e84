package io.marquee.generator.imports;

import io.marquee.events.SalesEvent;
import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.SentEvents;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database with a small catalogue and a topic of its own, and imports between them. */
final class ImportWorld {

    static final Clock NOW = Clock.fixed(Instant.parse("2024-07-01T00:00:00Z"), ZoneOffset.UTC);
    private static int worlds;

    final String name = "import_" + ++worlds;
    final String url;
    final StringWriter printed = new StringWriter();

    ImportWorld() throws SQLException {
        TestServers.migratedDatabase(name, Schema::migrate);
        TestServers.kafka().createTopics(Map.of(name, 4));
        url = TestServers.postgres().jdbcUrl(name);
        execute("""
                INSERT INTO theater (name, location, region, time_zone, currency) VALUES
                    ('The Copper Reel', 'New York, NY', 'US Northeast', 'America/New_York', 'USD'),
                    ('Lichtspiel am Kanal', 'Berlin, Germany', 'Europe', 'Europe/Berlin', 'EUR'),
                    ('Aoba Screen', 'Tokyo, Japan', 'Asia Pacific', 'Asia/Tokyo', 'JPY'),
                    ('Rialto', 'Leeds, United Kingdom', 'United Kingdom', 'Europe/London', 'GBP'),
                    ('Rialto', 'Dallas, TX', 'US South', 'America/Chicago', 'USD');
                INSERT INTO movie (title, runtime_minutes, release_date) VALUES
                    ('Quiet Harbor', 100, '2024-01-05'), ('1917', 119, '2019-12-25'), ('Twins', 90, '1988-12-09'),
                    ('Twins', 95, '2024-02-02')""");
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "postgres");
    }

    CsvImport.Result run(Path file, CsvImport.Options options) throws Exception {
        try (Connection connection = connection();
                SalesTopic topic = new SalesTopic(TestServers.kafka().bootstrapServers(), name)) {
            return new CsvImport(connection, NOW, new PrintWriter(printed)).run(file, options, topic);
        }
    }

    CsvImport.Result run(Path file) throws Exception {
        return run(file, new CsvImport.Options(null, false, false, 400));
    }

    List<SalesEvent> sent() {
        return SentEvents.of(TestServers.kafka().bootstrapServers(), name);
    }

    List<List<String>> rejections() throws SQLException {
        List<List<String>> found = new ArrayList<>();
        try (Connection connection = connection();
                ResultSet rows = connection.createStatement().executeQuery(
                        "SELECT line::text, column_name, value, reason FROM validation_log v ORDER BY v.line, 2")) {
            while (rows.next()) {
                found.add(List.of(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
        }
        return found;
    }

    long count(String query) throws SQLException {
        try (Connection connection = connection();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connection()) {
            connection.createStatement().execute(sql);
        }
    }
}
