package io.marquee.api.report;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the monthly partitions of the movies' totals: makes those of the coming months, and looks into the default
 * partition, where rows of months lie that nobody thought of. Those months get a partition, too, and the rows move.
 * Each month is a transaction of its own, because it shuts out writers of the default partition.
 */
@Singleton
class MonthPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(MonthPartitions.class);
    private static final int MONTHS_AHEAD = 3;

    private final Jdbi jdbi;

    MonthPartitions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Scheduled(fixedDelay = "${marquee.partitions.every:10m}")
    void ensure() {
        try {
            List<String> coming = jdbi.withHandle(handle -> handle.createQuery("""
                            SELECT (date_trunc('month', now() AT TIME ZONE 'UTC')
                                    + make_interval(months => n))::date::text
                            FROM generate_series(0, :ahead) AS n""")
                    .bind("ahead", MONTHS_AHEAD)
                    .mapTo(String.class)
                    .list());
            coming.forEach(this::ensure);
            List<String> strays = jdbi.withHandle(handle -> handle.createQuery("""
                            SELECT DISTINCT date_trunc('month', sale_date)::date::text
                            FROM analytics.movie_daily_sales_default""")
                    .mapTo(String.class)
                    .list());
            for (String month : strays) {
                ensure(month);
                LOG.info("Rows of {} lay in the default partition of movie_daily_sales; they have moved", month);
            }
        } catch (RuntimeException failed) {
            LOG.warn("The coming partitions of movie_daily_sales were not made: {}", failed.getMessage());
        }
    }

    private void ensure(String month) {
        jdbi.useHandle(handle -> handle.createQuery("SELECT analytics.ensure_month_partition(:month::date)")
                .bind("month", month)
                .mapTo(Boolean.class)
                .one());
    }
}
