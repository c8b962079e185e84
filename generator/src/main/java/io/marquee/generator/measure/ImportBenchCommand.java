package io.marquee.generator.measure;

import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.StreamClock;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.imports.CsvImport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee bench import}: rows a second, beside PostgreSQL's own {@code COPY} of the same file. */
@Command(
        name = "import",
        sortOptions = false,
        description = "Writes a CSV file of sales, imports it into a topic of its own, and copies the same file into a "
                + "table with COPY. Topic, table and file are removed again; no total changes.")
final class ImportBenchCommand extends StackCommand {

    private static final String TOPIC = "bench-import";
    private static final int PARTITIONS = 4;
    private static final int RETENTION_DAYS = StreamClock.USUAL_RETENTION_DAYS;
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);

    @Option(names = "--rows", paramLabel = "N", defaultValue = "1000000",
            description = "How many rows (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Override
    protected int run(Endpoints endpoints) throws Exception {
        if (rows < 1) {
            throw new ParameterException(spec().commandLine(), "--rows: give a number above 0");
        }
        requireKafka(endpoints);
        Path file = Files.createTempFile("marquee-bench", ".csv");
        try (Connection connection = connect(endpoints)) {
            if (!write(file, connection)) {
                err().println(spec().qualifiedName() + ": the catalogue is empty: run ./marquee seed --demo first");
                return UNREACHABLE;
            }
            out().printf(Locale.ROOT, "%,d rows, %,d bytes%n", rows, Files.size(file));
            double copied = copy(file, connection);
            long begin = System.nanoTime();
            CsvImport.Result imported = importInto(endpoints, file, connection);
            double whole = (System.nanoTime() - begin) / 1e9;
            row("COPY", rows, copied);
            row("import", imported.sent(), imported.seconds());
            row("... whole", imported.sent(), whole);
            out().printf("COPY: into a table without indexes. import: every row decoded, checked, looked up, sent and "
                    + "acknowledged;%n  whole: with its topic made and removed, the catalogue read, and the file's "
                    + "hash%n");
            out().flush();
            return imported.sent() == rows ? 0 : 1;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void row(String what, long done, double seconds) {
        out().printf(Locale.ROOT, "  %-9s %,12d rows  %6.2f s  %,12.0f rows/s%n", what, done, seconds, done / seconds);
    }

    private boolean write(Path file, Connection connection) throws SQLException, IOException {
        List<String> theaters = names(connection, "SELECT id::text FROM theater ORDER BY id LIMIT 1000");
        List<String> movies = names(connection, "SELECT id::text FROM movie ORDER BY id LIMIT 20000");
        if (theaters.isEmpty() || movies.isEmpty()) {
            return false;
        }
        SplittableRandom random = new SplittableRandom(System.nanoTime()); // never a file that was imported before
        long step = Duration.ofDays(300).toMillis() / rows;
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(301));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("occurred_at,theater,movie,tickets,amount,type,channel,booking_id\n");
            for (int row = 0; row < rows; row++) {
                out.write(start.plusMillis(row * step) + "," + theaters.get(random.nextInt(theaters.size())) + ","
                        + movies.get(random.nextInt(movies.size())) + "," + (1 + random.nextInt(4)) + ","
                        + (500 + random.nextInt(9_000)) + "," + (random.nextInt(40) == 0 ? "refund" : "sale")
                        + ",pos,receipt-" + row + "\n");
            }
        }
        return true;
    }

    private static List<String> names(Connection connection, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static double copy(Path file, Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement(); InputStream bytes = Files.newInputStream(file)) {
            statement.execute("DROP TABLE IF EXISTS bench_import");
            statement.execute("CREATE TABLE bench_import (occurred_at timestamptz NOT NULL, theater bigint NOT NULL, "
                    + "movie bigint NOT NULL, tickets int NOT NULL, amount numeric NOT NULL, type text NOT NULL, "
                    + "channel text NOT NULL, booking_id text)");
            long begin = System.nanoTime();
            connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyIn("COPY bench_import FROM STDIN (FORMAT csv, HEADER true)", bytes, 1 << 16);
            double seconds = (System.nanoTime() - begin) / 1e9;
            statement.execute("DROP TABLE bench_import");
            return seconds;
        }
    }

    private CsvImport.Result importInto(Endpoints endpoints, Path file, Connection connection) throws Exception {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka()))) {
            create(admin);
            CsvImport.Result result;
            try (SalesTopic topic = new SalesTopic(endpoints.kafka(), TOPIC)) {
                result = new CsvImport(connection, Clock.systemUTC(), out())
                        .run(file, new CsvImport.Options(null, false, false, RETENTION_DAYS), topic);
            } finally {
                admin.deleteTopics(List.of(TOPIC)).all().get();
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM import_file WHERE id = '" + result.id() + "'");
                statement.execute("DELETE FROM delivery WHERE sender = 'import:" + result.id() + "'");
            }
            return result;
        }
    }

    private static void create(Admin admin) throws ExecutionException, InterruptedException {
        if (admin.listTopics().names().get().contains(TOPIC)) {
            admin.deleteTopics(List.of(TOPIC)).all().get(); // left by a run that was killed
        }
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
        // The controller has made it before the broker has heard of it.
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (!admin.listTopics().names().get().contains(TOPIC) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }
}
