package io.marquee.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class MonthPartitionsTest {

    private static final WebApi API = WebApi.shared();

    private final Jdbi jdbi = API.context().getBean(Jdbi.class);
    private final MonthPartitions partitions = API.context().getBean(MonthPartitions.class);

    @Test
    void theComingMonthsHaveAPartitionEachWithItsIndexes() {
        partitions.ensure();

        assertThat(number("""
                SELECT count(*) FROM generate_series(0, 3) AS n
                WHERE to_regclass('analytics.movie_daily_sales_' || to_char(
                    date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n), 'YYYY_MM')) IS NOT NULL
                """)).isEqualTo(4);
        assertThat(number("""
                SELECT count(*) FROM pg_indexes WHERE schemaname = 'analytics'
                AND tablename = 'movie_daily_sales_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')
                AND (indexdef LIKE '%(movie_id, sale_date)%' OR indexdef LIKE '%(theater_id, sale_date)%')
                """)).isEqualTo(2);
    }

    @Test
    void rowsOfTheDefaultPartitionMoveIntoTheirMonth() {
        API.execute("""
                INSERT INTO analytics.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings,
                    cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)
                SELECT 880001, 5, date '2041-03-30' + n, 'USD', 1, 0, 1, 0, 100, 0, 'final', 1
                FROM generate_series(0, 3) AS n""");
        partitions.ensure();

        assertThat(number("SELECT count(*) FROM analytics.movie_daily_sales_default WHERE theater_id = 880001"))
                .isZero();
        assertThat(number("SELECT count(*) FROM analytics.movie_daily_sales_2041_03 WHERE theater_id = 880001"))
                .isEqualTo(2);
        assertThat(number("SELECT count(*) FROM analytics.movie_daily_sales_2041_04 WHERE theater_id = 880001"))
                .isEqualTo(2);
    }

    private long number(String query) {
        return jdbi.withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }
}
