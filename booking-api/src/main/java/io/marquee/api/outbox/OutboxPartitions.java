package io.marquee.api.outbox;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the outbox's partitions of the coming week: at the start, then every some hours. */
@Singleton
class OutboxPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxPartitions.class);

    private final Jdbi jdbi;

    OutboxPartitions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Scheduled(fixedDelay = "6h")
    void ensure() {
        try {
            jdbi.useHandle(handle -> handle.createQuery("""
                            SELECT outbox_ensure_partition((now() AT TIME ZONE 'UTC')::date + n)::text
                            FROM generate_series(0, 7) AS n""")
                    .mapTo(String.class)
                    .list());
        } catch (RuntimeException failed) {
            LOG.warn("The outbox's coming partitions were not made: {}", failed.getMessage());
        }
    }
}
