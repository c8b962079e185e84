package io.marquee.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server in a folder of its own, on the loopback interface. Durable: what was committed survives a
 * crash of the server and of the machine. The superuser is {@value #USER}; any password does.
 *
 * <p>One process at a time may use a data folder; a server that outlived an earlier process is stopped first.
 */
public final class PostgresServer implements AutoCloseable {

    /** The superuser, and the owner of the databases. */
    public static final String USER = "postgres";

    // Recovery after a crash, on a slow or busy machine, takes its time.
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** The embedded server comes with fsync and synchronous_commit off: here both are on. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", "''"),
            Map.entry("max_connections", "100"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("effective_cache_size", "1GB"),
            Map.entry("work_mem", "8MB"),
            Map.entry("maintenance_work_mem", "64MB"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("checkpoint_timeout", "10min"),
            Map.entry("wal_compression", "on"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("jit", "off"),
            Map.entry("idle_in_transaction_session_timeout", "60s"),
            Map.entry("log_lock_waits", "on"),
            Map.entry("log_min_duration_statement", "2s")));

    private final EmbeddedPostgres server;
    private final Path cluster;

    private PostgresServer(EmbeddedPostgres server, Path cluster) {
        this.server = server;
        this.cluster = cluster;
    }

    /**
     * Starts a server; makes the database cluster on first use of the folder. The programs are unpacked into it too.
     *
     * @param dataFolder where the data stays between runs
     * @param port the TCP port, or 0 for any free one
     * @throws IOException when the server does not come up within a minute, or the port is taken
     */
    public static PostgresServer start(Path dataFolder, int port) throws IOException {
        return start(dataFolder, port, dataFolder.resolve("bin"));
    }

    /**
     * Starts a server with the programs in a folder that servers may share.
     *
     * @param programs where the programs are unpacked, once
     */
    public static PostgresServer start(Path dataFolder, int port, Path programs) throws IOException {
        Path cluster = dataFolder.resolve("cluster").toAbsolutePath();
        Files.createDirectories(programs);
        Files.createDirectories(cluster.getParent());
        clearLeftover(cluster);
        Path complete = dataFolder.resolve("cluster-is-complete");
        if (!Files.exists(complete)) {
            // What an initdb left that was cut off would neither start nor let the next one begin.
            Folders.delete(cluster);
        }
        int chosen = FreePort.orFree(port);
        if (!FreePort.isFree(chosen)) { // or the check for readiness would be content with the other server's answer
            throw new IOException("port " + chosen + " is taken");
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                .setPort(chosen)
                // Sorting and case rules of PostgreSQL's own, the same on every system
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", isMac() ? "en_US.UTF-8" : "C.UTF-8");
        SETTINGS.forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        if (!Files.exists(complete)) {
            Files.createFile(complete);
        }
        return new PostgresServer(server, cluster);
    }

    /** Stops a server that an earlier process left running on this folder; nothing happens where there is none. */
    public static void stopLeftover(Path dataFolder) throws IOException {
        clearLeftover(dataFolder.resolve("cluster").toAbsolutePath());
    }

    /** The TCP port on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /** The JDBC URL of a database, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** Connections of the superuser to a database, each opened anew. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(USER);
        dataSource.setPassword(USER);
        return dataSource;
    }

    /** Makes a database, unless it is there. */
    public void createDatabase(String name) throws SQLException {
        createDatabase(name, "template1");
    }

    /**
     * Makes a database with the contents of another one, unless it is there.
     *
     * @param template a database to which nobody is connected
     */
    public void createDatabase(String name, String template) throws SQLException {
        try (Connection connection = dataSource("postgres").getConnection()) {
            if (exists(connection, name)) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true)
                        + " TEMPLATE " + statement.enquoteIdentifier(template, true));
            }
        }
    }

    /** The server's main process, or empty when it does not run. */
    public Optional<ProcessHandle> process() {
        return LeftoverProcess.find(pidFile(cluster), "postgres");
    }

    /** The process id of the server, or empty when it does not run. */
    public Optional<Long> pid() {
        return process().map(ProcessHandle::pid);
    }

    /** Stops the server: open transactions are rolled back, what was committed is on disk. */
    @Override
    public void close() throws IOException {
        Optional<ProcessHandle> process = LeftoverProcess.find(pidFile(cluster), "postgres");
        server.close(); // gives up after 5 s, which a last checkpoint can exceed
        process.ifPresent(handle -> LeftoverProcess.end(handle, STOP_LIMIT));
    }

    /**
     * Stops the server without the checkpoint that writes everything to disk, which may take a minute after many
     * databases were made: for data that nobody wants any more.
     */
    void discard() {
        process().ifPresent(handle -> {
            signal(handle, "-QUIT"); // PostgreSQL's immediate shutdown
            LeftoverProcess.end(handle, STOP_LIMIT);
        });
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void clearLeftover(Path cluster) throws IOException {
        LeftoverProcess.clear(pidFile(cluster), "postgres", PostgresServer::stopFast);
    }

    private static Path pidFile(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /** SIGINT is PostgreSQL's fast shutdown; SIGTERM, which Java would send, waits for clients to leave. */
    private static void stopFast(ProcessHandle postmaster) {
        signal(postmaster, "-INT");
    }

    private static void signal(ProcessHandle postmaster, String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(postmaster.pid())).start().waitFor();
        } catch (IOException e) {
            postmaster.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }
}
