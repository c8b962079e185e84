package io.marquee.api.report;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * The reports over all theaters. Each is one call of a function of schema {@code analytics}, which reads the roll-ups
 * where the days of the range are rolled up, and the totals by movie and day else: of one snapshot, and exact.
 *
 * <p>Amounts of several currencies cannot be added up, so a report is in one: the one asked for; else the house
 * currency ({@code marquee.currency}) where anything was sold in it; else the one with the most tickets.
 */
@Singleton
class SalesReports {

    static final String BY_DAY = "SELECT * FROM analytics.sales_by_day(:from, :to, :currency, :house)";

    static final String BY_MONTH = """
            SELECT date_trunc('month', sale_date)::date AS month, currency, sum(tickets)::bigint AS tickets,
                   sum(net_minor)::bigint AS net_minor
            FROM analytics.sales_by_day(:from, :to, :currency, :house) GROUP BY 1, 2 ORDER BY 1""";

    static final String TOP = """
            SELECT t.*, m.title FROM analytics.top_movies(:from, :to, :currency, :house, :most) t
            LEFT JOIN movie m ON m.id = t.movie_id ORDER BY t.net_minor DESC, t.movie_id""";

    static final String BREAKDOWN = """
            SELECT s.*, m.title
            FROM analytics.sales_by_movie_and_region(:from, :to, :currency, :house, :title, :region,
                                                     :after_month, :after_movie, :after_region, :most) s
            LEFT JOIN movie m ON m.id = s.movie_id ORDER BY s.month, s.movie_id, s.region COLLATE "C\"""";

    private final Jdbi jdbi;
    private final String house;

    SalesReports(Jdbi jdbi, @Property(name = "marquee.currency", defaultValue = "USD") String house) {
        this.jdbi = jdbi;
        this.house = house;
    }

    /** Totals of a day, over all theaters. */
    record Day(LocalDate date, long bookings, long cancellations, long tickets, long revenueMinor) {}

    /** Where a page of the breakdown ended. */
    record Mark(YearMonth month, long movieId, String region) {}

    /** Which rows of the breakdown are wanted; null for all. */
    record Filter(@Nullable String product, @Nullable String region) {}

    /** Totals by day in one currency; only days on which anything was sold or given back, in no order. */
    List<Day> byDay(DateRange range, @Nullable String currency) {
        return jdbi.withHandle(handle -> bind(handle.createQuery(BY_DAY), range, currency)
                .map((row, context) -> new Day(
                        row.getObject("sale_date", LocalDate.class), row.getLong("bookings"),
                        row.getLong("cancellations"), row.getLong("tickets"), row.getLong("net_minor")))
                .list());
    }

    /** Totals by month; only months in which anything was sold or given back. */
    List<MonthlySales> byMonth(DateRange range, @Nullable String currency) {
        return jdbi.withHandle(handle -> bind(handle.createQuery(BY_MONTH), range, currency)
                .map((row, context) -> new MonthlySales(
                        month(row.getObject("month", LocalDate.class)).toString(), row.getLong("net_minor"),
                        row.getLong("tickets"), row.getString("currency")))
                .list());
    }

    /** The movies that earned most, ties by ascending id. */
    List<TopProduct> top(DateRange range, @Nullable String currency, int most) {
        return jdbi.withHandle(handle -> bind(handle.createQuery(TOP), range, currency)
                .bind("most", most)
                .map((row, context) -> new TopProduct(
                        row.getRow(), row.getLong("movie_id"), title(row.getString("title"), row.getLong("movie_id")),
                        row.getLong("net_minor"), row.getLong("tickets"), row.getString("currency")))
                .list());
    }

    /**
     * Totals by month, movie and region, in that order.
     *
     * @param after the last row of the page before; null for the first page
     * @param most how many rows at most
     */
    List<ProductSales> breakdown(
            DateRange range, @Nullable String currency, Filter filter, @Nullable Mark after, int most) {
        Function<Function<Mark, Object>, Object> part = field -> after == null ? null : field.apply(after);
        return jdbi.withHandle(handle -> bind(handle.createQuery(BREAKDOWN), range, currency)
                .bind("title", filter.product())
                .bind("region", filter.region())
                .bindByType("after_month", part.apply(mark -> mark.month().atDay(1)), LocalDate.class)
                .bindByType("after_movie", part.apply(Mark::movieId), Long.class)
                .bindByType("after_region", part.apply(Mark::region), String.class)
                .bind("most", most)
                .map((row, context) -> new ProductSales(
                        month(row.getObject("month", LocalDate.class)).toString(), row.getLong("movie_id"),
                        title(row.getString("title"), row.getLong("movie_id")),
                        Optional.of(row.getString("region")).filter(region -> !region.isEmpty()).orElse(null),
                        row.getLong("net_minor"), row.getLong("tickets"), row.getString("currency")))
                .list());
    }

    private Query bind(Query query, DateRange range, String currency) {
        return query.bind("from", range.from())
                .bind("to", range.to())
                .bind("currency", currency)
                .bind("house", house);
    }

    private static YearMonth month(LocalDate firstDay) {
        return YearMonth.from(firstDay);
    }

    /** A movie that the catalogue does not know has a name nevertheless, the same as in analytics.sales_report. */
    static String title(@Nullable String title, long movieId) {
        return title == null ? "Movie " + movieId : title;
    }
}
