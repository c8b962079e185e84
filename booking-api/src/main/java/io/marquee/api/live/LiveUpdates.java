package io.marquee.api.live;

import io.marquee.api.drain.Leaver;
import io.marquee.api.limit.RateLimits;
import io.marquee.api.report.SalesTotals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.websocket.CloseReason;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live seats and totals of this instance: connects the Redis subscription, the readings of the database and the clock
 * with the feeds that clients watch.
 */
@Context
class LiveUpdates implements Leaver {

    private static final Logger LOG = LoggerFactory.getLogger(LiveUpdates.class);
    private static final String SEATS = "seat-updates:";
    private static final String SALES = "sales-updates";
    private static final Duration REDIS_PING = Duration.ofSeconds(3);
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    // Few, so that a crowd of watchers leaves the connection pool to those who book.
    private static final int READERS = 3;

    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, daemons("live-reader"));
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemons("live-clock"));
    private final LiveConfiguration configuration;
    private final Connections connections;
    private final LiveSeats seats;
    private final LiveTotals totals;
    private final RedisSubscription subscription;

    LiveUpdates(
            SeatSnapshots snapshots,
            SalesTotals sales,
            LiveConfiguration configuration,
            RateLimits limits,
            MeterRegistry meters,
            @Property(name = "redis.uri", defaultValue = "redis://127.0.0.1:6379") URI redis) {
        this.configuration = configuration;
        this.connections = new Connections(
                configuration.maxConnections(), configuration.maxConnectionsPerAddress(), limits::isExempt);
        this.seats = new LiveSeats(snapshots, readers, connections, configuration);
        this.totals = new LiveTotals(
                date -> sales.ofDay(date).stream()
                        .map(row -> new TotalChange(
                                row.theaterId(), row.currency(), row.revenueMinor(), row.netTickets(), row.version()))
                        .toList(),
                readers,
                connections,
                configuration);
        this.subscription = new RedisSubscription(redis, this::heard, this::resyncAll, SEATS + "*", SALES);
        Gauge.builder("marquee.redis.up", subscription, heard -> heard.isListening() ? 1 : 0).register(meters);
    }

    @PostConstruct
    void start() {
        subscription.start();
        every(configuration.heartbeat(), this::heartbeat);
        every(configuration.totalsInterval(), totals::flush);
        every(REDIS_PING, subscription::ping);
        every(shorter(configuration.stallTimeout().dividedBy(4), Duration.ofSeconds(5)), this::closeStalled);
        every(configuration.versionCheck(), () -> readers.execute(logged(seats::checkVersions)));
    }

    /** Closes all sockets with 1001, upon which pages open them again, at another instance. */
    @Override
    public void leave() {
        closeAll();
        long end = System.nanoTime() + GOODBYE.toNanos();
        try {
            while (connections.count() > 0 && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
                closeAll(); // one that came meanwhile
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    void stop() {
        subscription.close();
        clock.shutdownNow();
        closeAll();
        readers.shutdownNow();
    }

    private void closeAll() {
        seats.registry().closeAll(CloseReason.GOING_AWAY);
        totals.registry().closeAll(CloseReason.GOING_AWAY);
    }

    LiveSeats seats() {
        return seats;
    }

    LiveTotals totals() {
        return totals;
    }

    /** Open connections of this instance. */
    int connections() {
        return connections.count();
    }

    private void heard(String channel, String message) {
        try {
            if (channel.equals(SALES)) {
                totals.update(LiveJson.readTotalsUpdate(message));
            } else {
                long showtimeId = Long.parseLong(channel.substring(SEATS.length()));
                if (seats.isWatched(showtimeId)) {
                    seats.update(showtimeId, LiveJson.readSeatUpdate(message));
                }
            }
        } catch (IOException | NumberFormatException malformed) {
            LOG.warn("Ignored a malformed message of {}: {}", channel, malformed.getMessage());
        }
    }

    private void resyncAll() {
        seats.registry().feeds().forEach(Feed::resyncAll);
        totals.registry().feeds().forEach(Feed::resyncAll);
    }

    private void heartbeat() {
        seats.registry().feeds().forEach(Feed::heartbeat);
        totals.registry().feeds().forEach(Feed::heartbeat);
    }

    private void closeStalled() {
        seats.registry().closeStalled();
        totals.registry().closeStalled();
    }

    private void every(Duration interval, Runnable task) {
        clock.scheduleWithFixedDelay(
                logged(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    // A scheduled task that throws is never run again.
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                LOG.warn("Live updates: {}", failure.toString());
            }
        };
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
