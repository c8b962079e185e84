package io.marquee.pipeline.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are waited for. The connector gives up, and with it the job, at the first failure to connect again;
 * this holds the sink, and so its input, until the database is back or patience is over.
 */
public final class PatientConnections implements JdbcConnectionProvider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PatientConnections.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final SimpleJdbcConnectionProvider connections;
    private final Duration patience;
    private transient PostgresMetrics metrics;

    /**
     * @param options where the database is
     * @param patience how long an outage is waited for
     */
    public PatientConnections(JdbcConnectionOptions options, Duration patience) {
        this.connections = new SimpleJdbcConnectionProvider(options);
        this.patience = patience;
    }

    /** Counts what is tried again from here on. */
    void report(PostgresMetrics to) {
        metrics = to;
    }

    private void countRetry() {
        if (metrics != null) {
            metrics.retries.inc();
        }
    }

    private interface Attempt {
        Connection connect() throws SQLException, ClassNotFoundException;
    }

    @Override
    public Connection getConnection() {
        return connections.getConnection();
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        countRetry(); // the connector asks when a statement has failed, before it makes it again
        return connections.isConnectionValid();
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException, ClassNotFoundException {
        return patiently(connections::getOrEstablishConnection);
    }

    @Override
    public Connection reestablishConnection() throws SQLException, ClassNotFoundException {
        return patiently(connections::reestablishConnection);
    }

    @Override
    public void closeConnection() {
        connections.closeConnection();
    }

    @Override
    public void close() throws Exception {
        connections.close();
    }

    private Connection patiently(Attempt attempt) throws SQLException, ClassNotFoundException {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                return attempt.connect();
            } catch (SQLException failed) {
                if (isFatal(failed) || System.nanoTime() + wait.toNanos() > deadline) {
                    throw failed;
                }
                LOG.warn("PostgreSQL cannot be reached, next attempt in {} ms: {}",
                        wait.toMillis(), failed.getMessage());
                countRetry();
                pause(wait, failed);
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
            }
        }
    }

    // 28: wrong user or password. 3D: no such database. Waiting heals neither.
    private static boolean isFatal(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && (state.startsWith("28") || state.startsWith("3D"));
    }

    private static void pause(Duration wait, SQLException cause) throws SQLException {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
