package io.marquee.stack.rebuild;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of the totals in PostgreSQL: the one that is read in schema {@code analytics}, the next one beside
 * it. PostgreSQL's word counts: a generation is the one that is read from the moment that its tables are exchanged.
 */
final class Generations implements AutoCloseable {

    /** Where the next generation's tables are. */
    static final String NEXT = "analytics_next";

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final String PREVIOUS = "analytics_previous";
    private static final String LOCK = "hashtext('marquee.rebuild')";
    // Less than deadlock_timeout, so that it is this transaction that gives way and no reader's.
    private static final String LOCK_TIMEOUT = "700ms";
    private static final Duration SWITCH_LIMIT = Duration.ofSeconds(60);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";

    private final Connection connection;

    /** @param connection for this alone; closed with it */
    Generations(Connection connection) {
        this.connection = connection;
    }

    /**
     * A generation that has not come to its end.
     *
     * @param switched whether its tables are the ones that are read
     * @param savepoint where its job goes on from, below the folder of the cluster; null until it is switched to
     */
    record Unfinished(int number, boolean switched, String savepoint) {}

    /** How long readers could be held up, and how often the exchange gave way to them. */
    record Switch(Duration held, int attempts) {}

    /** Takes the lock that one rebuild at a time has; it goes with the connection. False when another has it. */
    boolean tryLock() throws SQLException {
        return first("SELECT pg_try_advisory_lock(" + LOCK + ")", row -> row.getBoolean(1));
    }

    /** The rebuild that is under way, or that was cut off when nobody holds the lock. */
    Optional<Unfinished> unfinished() throws SQLException {
        return Optional.ofNullable(first(
                "SELECT number, state = 'switched', savepoint FROM analytics.generation"
                        + " WHERE state IN ('building', 'switched') ORDER BY number DESC LIMIT 1",
                row -> new Unfinished(row.getInt(1), row.getBoolean(2), row.getString(3))));
    }

    /** Whether rebuilds are known to this database at all. */
    boolean exist() throws SQLException {
        return first("SELECT to_regclass('analytics.generation') IS NOT NULL", row -> row.getBoolean(1));
    }

    /** Makes the empty tables of a new generation; returns its number. */
    int begin() throws SQLException {
        dropLeftovers();
        int number = first("INSERT INTO analytics.generation DEFAULT VALUES RETURNING number", row -> row.getInt(1));
        first("SELECT analytics.prepare_generation('" + NEXT + "')", row -> null);
        return number;
    }

    /** Lets the planner know the new tables, before anyone reads them. */
    void analyze() throws SQLException {
        for (String table : new String[] {"theater_daily_sales", "theater_monthly_sales", "movie_daily_sales"}) {
            execute("ANALYZE " + NEXT + "." + table);
        }
    }

    /** How many days of theaters the next generation has that are provisional yet, more than the one that is read. */
    long unsettled() throws SQLException {
        return first("SELECT (SELECT count(*) FROM " + NEXT + ".theater_daily_sales WHERE status = 'provisional')"
                + " - (SELECT count(*) FROM analytics.theater_daily_sales WHERE status = 'provisional')",
                row -> row.getLong(1));
    }

    /**
     * Puts the new tables in the place of the old ones, in one transaction that gives way to readers under way.
     *
     * @param savepoint where the job of the new ones goes on from, below the folder of the cluster
     * @throws SQLException when readers leave no gap for a minute, or the tables cannot be exchanged
     */
    Switch switchTo(int number, String savepoint, Runnable beforeCommit)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + SWITCH_LIMIT.toNanos();
        connection.setAutoCommit(false);
        try {
            for (int attempt = 1; ; attempt++) {
                long begun = System.nanoTime();
                try {
                    execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
                    first("SELECT analytics.switch_generation('" + NEXT + "', '" + PREVIOUS + "')", row -> null);
                    try (PreparedStatement update = connection.prepareStatement(
                            "UPDATE analytics.generation SET state = 'switched', savepoint = ?, switched_at = now()"
                                    + " WHERE number = ?")) {
                        update.setString(1, savepoint);
                        update.setInt(2, number);
                        update.executeUpdate();
                    }
                    beforeCommit.run();
                    connection.commit();
                    return new Switch(Duration.ofNanos(System.nanoTime() - begun), attempt);
                } catch (SQLException failure) {
                    connection.rollback();
                    boolean busy = LOCK_NOT_AVAILABLE.equals(failure.getSQLState())
                            || DEADLOCK.equals(failure.getSQLState());
                    if (!busy || System.nanoTime() > deadline) {
                        throw failure;
                    }
                    LOG.info("Readers are at the tables, attempt {}: {}", attempt + 1, failure.getMessage());
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Notes that a generation serves, wholly. */
    void serving(int number) throws SQLException {
        execute("UPDATE analytics.generation SET state = 'serving', serving_at = now() WHERE number = " + number);
    }

    /** Notes that a generation never came to be read. */
    void givenUp(int number) throws SQLException {
        execute("UPDATE analytics.generation SET state = 'given up' WHERE number = " + number);
    }

    /** Drops the tables of a generation that is not read, and those of the one that was read before. */
    void dropLeftovers() throws SQLException {
        execute("DROP SCHEMA IF EXISTS " + NEXT + " CASCADE");
        execute("DROP SCHEMA IF EXISTS " + PREVIOUS + " CASCADE");
    }

    /** Keeps the tables that were read before this generation under a name of their own; returns it. */
    String keepPrevious(int number) throws SQLException {
        String name = "analytics_before_" + number;
        execute("ALTER SCHEMA " + PREVIOUS + " RENAME TO " + name);
        return name;
    }

    /** Rows in all tables that are read, by the planner's estimate. */
    long estimatedRows() throws SQLException {
        return first("SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint FROM pg_class c"
                + " JOIN analytics.generation_tables('analytics') g ON g.relation = c.oid WHERE c.relkind = 'r'",
                row -> row.getLong(1));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The value of the first row; null when there is none. */
    private <T> T first(String query, Reader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? reader.read(rows) : null;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
