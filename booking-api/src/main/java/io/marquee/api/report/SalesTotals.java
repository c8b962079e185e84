package io.marquee.api.report;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The totals, from wherever they can be had fastest: leaderboards from Redis while it is up and has them, everything
 * from PostgreSQL else.
 */
@Singleton
public class SalesTotals {

    private final RedisSales redis;
    private final PostgresSales postgres;
    private final String houseCurrency;

    SalesTotals(
            RedisSales redis,
            PostgresSales postgres,
            @Property(name = "marquee.currency", defaultValue = "USD") String houseCurrency) {
        this.redis = redis;
        this.postgres = postgres;
        this.houseCurrency = houseCurrency;
    }

    /**
     * A leaderboard.
     *
     * @param servedFrom {@code redis} or {@code postgres}
     * @param rows best first; empty when nothing was sold
     */
    record Ranking(String currency, String servedFrom, List<TheaterSales> rows) {}

    /**
     * The theaters that earned most.
     *
     * @param currency null for the house currency, or, when nothing was sold in that, the one with the most tickets
     */
    Ranking top(SalesPeriod period, String currency, int limit) {
        String first = currency == null ? houseCurrency : currency;
        Optional<List<TheaterSales>> fast = redis.top(period, first, limit).filter(rows -> !rows.isEmpty());
        if (fast.isPresent()) {
            return new Ranking(first, "redis", fast.get());
        }
        // Redis cannot tell which other currencies there are.
        String chosen = currency == null ? postgres.currency(period, houseCurrency).orElse(houseCurrency) : currency;
        return new Ranking(chosen, "postgres", postgres.top(period, chosen, limit));
    }

    /** All theaters' totals of a day in all currencies, in no order; from PostgreSQL. */
    public List<TheaterSales> ofDay(LocalDate date) {
        return postgres.ofDay(date);
    }
}
