package io.marquee.api.hold;

import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tidies away what expired a while ago. Nothing depends on it: an expired claim counts as free everywhere, and watchers
 * were told by the pipeline's timer. So it neither makes versions nor events, and it never waits for a lock.
 */
@Singleton
class ExpirySweeper {

    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweeper.class);
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final Duration after;

    ExpirySweeper(Jdbi jdbi, @Value("${marquee.hold.sweep-after}") Duration after) {
        this.jdbi = jdbi;
        this.after = after;
    }

    @Scheduled(fixedDelay = "${marquee.hold.sweep-every}", initialDelay = "${marquee.hold.sweep-every}")
    void sweepRegularly() {
        try {
            while (sweep() >= BATCH) {
                // a backlog is cleared in steps, so that no transaction is long
            }
        } catch (RuntimeException failed) {
            LOG.warn("Expired holds were not swept: {}", failed.getMessage());
        }
    }

    /** Sweeps one batch; tells how many claims went. */
    int sweep() {
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            UPDATE hold SET status = 'expired' WHERE id IN (
                                SELECT id FROM hold
                                WHERE status = 'active' AND expires_at < clock_timestamp() - :after::interval
                                LIMIT :batch FOR NO KEY UPDATE SKIP LOCKED)""")
                    .bind("after", after.toMillis() + " milliseconds")
                    .bind("batch", BATCH)
                    .execute();
            return handle.createUpdate("""
                            DELETE FROM seat_claim WHERE (showtime_id, seat) IN (
                                SELECT showtime_id, seat FROM seat_claim
                                WHERE booking_id IS NULL AND expires_at < clock_timestamp() - :after::interval
                                LIMIT :batch FOR UPDATE SKIP LOCKED)""")
                    .bind("after", after.toMillis() + " milliseconds")
                    .bind("batch", BATCH)
                    .execute();
        });
    }
}
