package io.marquee.api.report;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls days up for the reports when they have become quiet, a month at once. Reports are exact with or without: it is
 * their speed that this looks after. Several instances may do it at once.
 */
@Singleton
@Requires(property = "marquee.report.roll-up", notEquals = "false")
class RollUps {

    private static final Logger LOG = LoggerFactory.getLogger(RollUps.class);
    private static final int MANY_DAYS = 7;

    private final Jdbi jdbi;
    private final Duration quiet;

    /** @param quiet how long a day must have been without a change */
    RollUps(Jdbi jdbi, @Value("${marquee.report.quiet}") Duration quiet) {
        this.jdbi = jdbi;
        this.quiet = quiet;
    }

    @Scheduled(fixedDelay = "${marquee.report.roll-up-every}", initialDelay = "${marquee.report.roll-up-after}")
    void rollUp() {
        try {
            List<String> months = jdbi.withHandle(handle -> handle
                    .createQuery("SELECT days::text FROM analytics.days_to_roll_up(:quiet::interval)")
                    .bind("quiet", quiet.toMillis() + " milliseconds")
                    .mapTo(String.class)
                    .list());
            int rolledUp = 0;
            for (String days : months) {
                rolledUp += jdbi.inTransaction(handle -> {
                    handle.execute("SET LOCAL statement_timeout = '5min'");
                    return handle.createQuery("SELECT analytics.roll_up(:days::date[])")
                            .bind("days", days)
                            .mapTo(Integer.class)
                            .one();
                });
            }
            if (rolledUp > MANY_DAYS) {
                // Without it the planner knows of their new size only when autovacuum comes by.
                jdbi.useHandle(handle -> handle.execute("""
                        ANALYZE analytics.daily_sales, analytics.movie_day_sales, analytics.movie_month_sales,
                                analytics.movie_region_month_sales, analytics.movie_region_day_sales"""));
                LOG.info("Rolled up {} days for the reports", rolledUp);
            }
        } catch (RuntimeException failed) {
            LOG.warn("Days were not rolled up, reports read the totals by movie and day: {}", failed.getMessage());
        }
    }
}
