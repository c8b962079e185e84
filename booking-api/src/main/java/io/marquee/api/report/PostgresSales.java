package io.marquee.api.report;

import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads the totals that the pipeline keeps in PostgreSQL. */
@Singleton
class PostgresSales {

    private static final String COLUMNS =
            """
            theater_id, currency, bookings, cancellations, tickets, tickets_refunded, gross_minor, refunded_minor,
            status, version, updated_at""";

    private final Jdbi jdbi;

    PostgresSales(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The theaters that earned most, ties by ascending id, those without a sale left out. */
    List<TheaterSales> top(SalesPeriod period, String currency, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM " + table(period)
                                + " = :day AND currency = :currency AND bookings > 0"
                                + " ORDER BY net_minor DESC, theater_id LIMIT :limit")
                .bind("day", period.firstDay())
                .bind("currency", currency)
                .bind("limit", limit)
                .map((row, context) -> sales(row))
                .list());
    }

    /**
     * The currency to show when the caller named none: the house's if anything was sold in it, else the one with the
     * most tickets; empty when nothing was sold.
     */
    Optional<String> currency(SalesPeriod period, String house) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT currency FROM " + table(period)
                                + " = :day AND bookings > 0 GROUP BY currency"
                                + " ORDER BY currency = :house DESC, sum(tickets - tickets_refunded) DESC, currency"
                                + " LIMIT 1")
                .bind("day", period.firstDay())
                .bind("house", house)
                .mapTo(String.class)
                .findOne());
    }

    /** All theaters' totals of a day, in all currencies. */
    List<TheaterSales> ofDay(LocalDate date) {
        SalesPeriod day = SalesPeriod.day(date);
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM " + table(day) + " = :day")
                .bind("day", date)
                .map((row, context) -> sales(row))
                .list());
    }

    /** One theater's totals by first day, of the periods whose first day lies in the range. */
    Map<LocalDate, TheaterSales> ofTheater(
            long theaterId, String currency, boolean months, LocalDate from, LocalDate to) {
        Map<LocalDate, TheaterSales> series = new HashMap<>();
        String first = months ? "month" : "sale_date";
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT " + first + " AS first_day, " + COLUMNS + " FROM "
                                + table(new SalesPeriod(from, months))
                                + " BETWEEN :from AND :to AND theater_id = :theater AND currency = :currency")
                .bind("from", from)
                .bind("to", to)
                .bind("theater", theaterId)
                .bind("currency", currency)
                .map((row, context) -> Map.entry(row.getObject("first_day", LocalDate.class), sales(row)))
                .forEach(entry -> series.put(entry.getKey(), entry.getValue())));
        return series;
    }

    /**
     * One number of a theater by first day, of the periods in the range that have any sale or refund.
     *
     * @param currency null for the sum over all currencies
     */
    Map<LocalDate, Long> metricOf(
            long theaterId, Metric metric, @Nullable String currency, boolean months, DateRange range) {
        Map<LocalDate, Long> numbers = new HashMap<>();
        String first = months ? "month" : "sale_date";
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT " + first + " AS first_day, sum(" + metric.expression() + ")::bigint AS number FROM "
                                + table(new SalesPeriod(range.from(), months))
                                + " BETWEEN :from AND :to AND theater_id = :theater"
                                + (currency == null ? "" : " AND currency = :currency") + " GROUP BY " + first)
                .bind("from", range.from())
                .bind("to", range.to())
                .bind("theater", theaterId)
                .bindMap(currency == null ? Map.of() : Map.of("currency", currency))
                .map((row, context) ->
                        Map.entry(row.getObject("first_day", LocalDate.class), row.getLong("number")))
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue())));
        return numbers;
    }

    private static String table(SalesPeriod period) {
        return period.isMonth()
                ? "analytics.theater_monthly_sales WHERE month"
                : "analytics.theater_daily_sales WHERE sale_date";
    }

    private static TheaterSales sales(ResultSet row) throws SQLException {
        return new TheaterSales(
                row.getLong("theater_id"),
                row.getString("currency"),
                row.getLong("bookings"),
                row.getLong("cancellations"),
                row.getLong("tickets"),
                row.getLong("tickets_refunded"),
                row.getLong("gross_minor"),
                row.getLong("refunded_minor"),
                SalesStatus.of(row.getString("status")),
                row.getLong("version"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
