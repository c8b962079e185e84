package io.marquee.api.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the NOTIFY of other instances, while this one leads, and passes it on as a signal. */
final class OutboxListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxListener.class);
    private static final int LISTEN_MS = 10_000;

    private final OutboxConnections connections;
    private final OutboxSignal signal;
    private final Thread thread = new Thread(this::run, "outbox-listener");
    private volatile boolean running = true;
    private volatile Connection open;

    OutboxListener(OutboxConnections connections, OutboxSignal signal) {
        this.connections = connections;
        this.signal = signal;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Pause pause = new Pause(Duration.ofSeconds(2));
        while (running) {
            try (Connection connection = connections.open("marquee-outbox-listener")) {
                open = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + OutboxRelay.CHANNEL);
                }
                pause.reset();
                PGConnection notifications = connection.unwrap(PGConnection.class);
                while (running) {
                    if (notifications.getNotifications(LISTEN_MS).length > 0) {
                        signal.committed();
                    }
                }
            } catch (SQLException lost) {
                if (running) {
                    LOG.warn("Cannot hear of other instances' events, the poll will find them: {}", lost.getMessage());
                    pause.take();
                }
            }
        }
    }

    @Override
    public void close() {
        running = false;
        Connection connection = open;
        if (connection != null) {
            try {
                connection.abort(Runnable::run); // ends the wait for notifications
            } catch (SQLException gone) {
                LOG.debug("The listening connection was gone", gone);
            }
        }
    }
}
