package io.marquee.api.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Prometheus whether PostgreSQL answers, how large the database is, and how large it may become, for PostgreSQL
 * does not know how much room its disk has left.
 */
@Singleton
class DatabaseWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

    private final Jdbi jdbi;
    private volatile boolean answers = true; // the start would have failed otherwise
    private volatile long bytes;

    /** @param capacity in bytes; 0 when nobody said */
    DatabaseWatch(
            Jdbi jdbi, MeterRegistry meters, @ReadableBytes @Value("${marquee.postgres.capacity}") long capacity) {
        this.jdbi = jdbi;
        Gauge.builder("marquee.postgres.up", this, watch -> watch.answers ? 1 : 0).register(meters);
        Gauge.builder("marquee.postgres.size", this, watch -> watch.bytes).baseUnit("bytes").register(meters);
        Gauge.builder("marquee.postgres.capacity", () -> capacity).baseUnit("bytes").register(meters);
    }

    @Scheduled(fixedDelay = "${marquee.postgres.watch-every}")
    void look() {
        try {
            bytes = jdbi.withHandle(handle -> handle.createQuery("SELECT pg_database_size(current_database())")
                    .mapTo(Long.class)
                    .one());
            answers = true;
        } catch (RuntimeException failed) {
            if (answers) {
                LOG.warn("PostgreSQL does not answer: {}", failed.getMessage());
            }
            answers = false;
        }
    }
}
