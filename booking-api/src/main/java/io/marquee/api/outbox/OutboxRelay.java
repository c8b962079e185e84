package io.marquee.api.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to Kafka: every committed event, once or more, in version order per showing.
 *
 * <p>Of all instances one leads, the one that has the advisory lock. When its session ends, another gets the lock
 * within {@code marquee.outbox.takeover}. The leader is woken after each commit: by {@link OutboxSignal} for
 * transactions of its own process, by NOTIFY from the others. The NOTIFY is sent after the commit, on a connection of
 * its own, and many commits share one: inside the booking's transaction it would hold a lock of the whole database
 * until the commit is on disk, and so queue up all commits. A poll every {@code marquee.outbox.poll} finds what a lost
 * signal left.
 *
 * <p>While Kafka is away the relay tries for ever, and the rows wait; requests go on.
 *
 * <p>A leader that was paused until its session was ended, and then comes back, is not fenced at Kafka, and need not
 * be. It can send the one batch that it had read, no more: it moves the position, and reads on, by the connection that
 * is gone. That batch follows the position without a gap, and everything before it is in Kafka, so the first copy of
 * each event still comes in order, whoever sends it; the new leader begins at the same position or before. The second
 * copies are what a crash between sending and moving leaves as well: the jobs know them by version and sequence. Those
 * of a source that has gone on by more than its window meanwhile become dead letters, which changes no total either.
 * The stored position never goes back.
 */
@Singleton
@Requires(property = "marquee.outbox.relay", notEquals = "false")
public class OutboxRelay implements ApplicationEventListener<ServerStartupEvent> {

    static final String CHANNEL = "marquee_outbox";

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final long LOCK = 0x6d617271_6f757462L; // any number that nothing else in the database locks
    private static final Duration OPEN_TRANSACTION = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final OutboxConnections connections;
    private final OutboxSignal signal;
    private final String bootstrapServers;
    private final Duration poll;
    private final Duration takeover;
    private final int batchSize;
    private final Counter published;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean leading;
    private volatile Instant oldestWaiting; // null when all is published
    private KafkaPublisher publisher;

    OutboxRelay(
            OutboxConnections connections,
            OutboxSignal signal,
            MeterRegistry meters,
            @Value("${kafka.bootstrap.servers}") String bootstrapServers,
            @Value("${marquee.outbox.poll}") Duration poll,
            @Value("${marquee.outbox.takeover}") Duration takeover,
            @Value("${marquee.outbox.batch}") int batchSize) {
        this.connections = connections;
        this.signal = signal;
        this.bootstrapServers = bootstrapServers;
        this.poll = poll;
        this.takeover = takeover;
        this.batchSize = batchSize;
        this.published = Counter.builder("marquee.outbox.published").register(meters);
        Gauge.builder("marquee.outbox.lag", this, OutboxRelay::lagSeconds).baseUnit("seconds").register(meters);
        Gauge.builder("marquee.outbox.leading", this, relay -> relay.leading ? 1 : 0).register(meters);
        this.thread = new Thread(this::run, "outbox-relay");
        this.thread.setDaemon(true);
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent started) {
        thread.start();
    }

    /** Whether this instance carries the outbox now. */
    public boolean isLeading() {
        return leading;
    }

    @PreDestroy
    void stop() throws InterruptedException {
        running = false;
        thread.interrupt();
        thread.join(5_000);
    }

    private void run() {
        Pause pause = new Pause(LONGEST_PAUSE);
        while (running) {
            try (Connection connection = connections.open("marquee-outbox")) {
                pause.reset();
                takePart(connection);
            } catch (InterruptedException stopped) {
                return;
            } catch (SQLException | RuntimeException failed) {
                if (running) {
                    LOG.warn("The outbox waits: {}", failed.getMessage());
                }
                if (!pause.take()) {
                    return;
                }
            } finally {
                leading = false;
                closePublisher();
            }
        }
    }

    private void takePart(Connection connection) throws SQLException, InterruptedException {
        while (running) {
            if (becomesLeader(connection)) {
                LOG.info("This instance carries the outbox to Kafka at {}", bootstrapServers);
                lead(connection);
            } else if (signal.await(takeover)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("NOTIFY " + CHANNEL);
                }
            }
        }
    }

    private void lead(Connection connection) throws SQLException, InterruptedException {
        Pause pause = new Pause(LONGEST_PAUSE);
        try (OutboxListener listener = new OutboxListener(connections, signal);
                OutboxReader reader = new OutboxReader(connection, batchSize)) {
            listener.start();
            leading = true;
            connectToKafka(); // before the first event is in a hurry
            while (running) {
                OutboxReader.Batch batch = reader.next();
                if (batch.ready().isEmpty()) {
                    oldestWaiting = null;
                    // A row behind an open transaction comes free at its end, which may send no signal.
                    signal.await(batch.waiting() ? OPEN_TRANSACTION : poll);
                } else if (publish(batch.ready())) {
                    reader.published(batch.ready().get(batch.ready().size() - 1));
                    pause.reset();
                } else if (!pause.take()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private boolean publish(List<OutboxReader.Row> rows) throws InterruptedException {
        oldestWaiting = rows.get(0).recordedAt();
        try {
            if (publisher == null) {
                publisher = new KafkaPublisher(bootstrapServers);
            }
            publisher.publish(rows);
            published.increment(rows.size());
            return true;
        } catch (KafkaException failed) {
            LOG.warn("Kafka at {} does not take events: {}; trying again", bootstrapServers, failed.getMessage());
            closePublisher();
            return false;
        }
    }

    private void connectToKafka() {
        try {
            publisher = new KafkaPublisher(bootstrapServers);
        } catch (KafkaException failed) {
            LOG.warn("Kafka at {} cannot be reached yet: {}", bootstrapServers, failed.getMessage());
        }
    }

    private void closePublisher() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }

    private static boolean becomesLeader(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            lock.setLong(1, LOCK);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private double lagSeconds() {
        Instant oldest = oldestWaiting;
        return oldest == null ? 0 : Math.max(0, Duration.between(oldest, Instant.now()).toMillis() / 1000.0);
    }
}
