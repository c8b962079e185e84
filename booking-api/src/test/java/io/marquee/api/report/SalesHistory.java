package io.marquee.api.report;

import io.marquee.api.TestApi;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A made-up history of sales, written as the pipeline writes it: totals that replace those of a lower version. */
final class SalesHistory {

    static final LocalDate FIRST = LocalDate.of(2023, 11, 20);
    static final int DAYS = 130;
    static final List<String> CURRENCIES = List.of("USD", "USD", "USD", "EUR", "JPY");
    static final List<String> REGIONS = List.of("Midwest", "Île-de-France", "Kyūshū", "New England");

    private static final Argument<List<Map<String, Object>>> ROWS =
            Argument.listOf(Argument.mapOf(String.class, Object.class));
    private static final int THEATERS = 12; // two of them are not in the catalogue
    private static final int MOVIES = 15; // three of them are not in the catalogue
    private static final String UPSERT = """
            INSERT INTO analytics.movie_daily_sales AS old (theater_id, movie_id, sale_date, currency, bookings,
                cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)
            SELECT DISTINCT ON (theater, movie, day, currency) theater, movie, day, currency, b, c, 2 * b, c, 1000 * b,
                   500 * c, 'provisional', b + c
            FROM unnest(:theaters, :movies, :days::date[], :currencies, :bookings, :cancellations)
                 AS r (theater, movie, day, currency, b, c)
            ON CONFLICT (theater_id, movie_id, sale_date, currency) DO UPDATE SET bookings = excluded.bookings,
                cancellations = excluded.cancellations, tickets = excluded.tickets,
                tickets_refunded = excluded.tickets_refunded, gross_minor = excluded.gross_minor,
                refunded_minor = excluded.refunded_minor, version = excluded.version
            WHERE excluded.version > old.version""";

    private final Jdbi jdbi;
    private final Random random;
    private final int movies;

    SalesHistory(Jdbi jdbi, long seed) {
        this(jdbi, seed, MOVIES);
    }

    SalesHistory(Jdbi jdbi, long seed, int movies) {
        this.movies = movies;
        this.jdbi = jdbi;
        this.random = new Random(seed);
    }

    void catalogue() {
        jdbi.useHandle(handle -> {
            for (int id = 1; id <= THEATERS - 2; id++) {
                handle.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                        + " VALUES (?, ?, 'Somewhere', ?, 'Europe/Paris', 'USD')", id, "House " + id, region());
            }
            for (int id = 1; id <= movies - 3; id++) {
                // Two movies share a title, as remakes do.
                handle.execute("INSERT INTO movie (id, title, runtime_minutes) VALUES (?, ?, 90)",
                        id, "Film " + Math.min(id, movies - 4));
            }
        });
    }

    /** Some totals become higher. */
    void sell(int rows) {
        sell(rows, 1, THEATERS);
    }

    /** The same, for theaters of these numbers. */
    void sell(int rows, int firstTheater, int theaters) {
        Long[] theater = new Long[rows];
        Long[] movie = new Long[rows];
        String[] day = new String[rows];
        String[] currency = new String[rows];
        Long[] bookings = new Long[rows];
        Long[] cancellations = new Long[rows];
        for (int i = 0; i < rows; i++) {
            theater[i] = (long) firstTheater + random.nextInt(theaters);
            movie[i] = 1L + (int) (movies * Math.pow(random.nextDouble(), 2));
            day[i] = FIRST.plusDays(random.nextInt(DAYS)).toString();
            currency[i] = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
            bookings[i] = (long) random.nextInt(30);
            cancellations[i] = (long) random.nextInt(4) + (bookings[i] == 0 ? 1 : 0);
        }
        jdbi.useHandle(handle -> handle.createUpdate(UPSERT)
                .bindArray("theaters", Long.class, (Object[]) theater)
                .bindArray("movies", Long.class, (Object[]) movie)
                .bindArray("days", String.class, (Object[]) day)
                .bindArray("currencies", String.class, (Object[]) currency)
                .bindArray("bookings", Long.class, (Object[]) bookings)
                .bindArray("cancellations", Long.class, (Object[]) cancellations)
                .execute());
    }

    /** Something that must not change what reports say, or must change it at once. */
    void happen() {
        happen(random.nextInt(7));
    }

    /**
     * What happens beside the pipeline: days are rolled up, theaters move, partitions are made. Totals are the
     * pipeline's alone to write.
     */
    void happenBesideWriters() {
        happen(random.nextInt(5));
    }

    private void happen(int what) {
        switch (what) {
            case 0, 1, 2 -> rollUp();
            case 3 -> jdbi.useHandle(handle -> handle.execute("UPDATE theater SET region = ? WHERE id = ?",
                    region(), 1 + random.nextInt(THEATERS - 2)));
            case 4 -> jdbi.useHandle(handle -> handle.execute("SELECT analytics.ensure_month_partition(?)", day()));
            case 5 -> jdbi.useHandle(handle -> handle.execute(
                    "DELETE FROM analytics.movie_daily_sales WHERE sale_date = ? AND movie_id % 3 = 0", day()));
            default -> jdbi.useHandle(handle -> handle.execute(
                    "UPDATE analytics.movie_daily_sales SET status = 'final' WHERE sale_date < ?", day()));
        }
    }

    /** All days. */
    void rollUpAll() {
        rollUp(FIRST, DAYS);
    }

    /** Some days, each month in a transaction of its own, as the API does. */
    void rollUp() {
        rollUp(day(), 1 + random.nextInt(40));
    }

    private void rollUp(LocalDate from, int days) {
        from.datesUntil(from.plusDays(days))
                .collect(Collectors.groupingBy(YearMonth::from))
                .values()
                .forEach(month -> jdbi.useHandle(handle -> handle.execute("SELECT analytics.roll_up(?::date[])",
                        (Object) month.stream().map(LocalDate::toString).toArray(String[]::new))));
    }

    LocalDate day() {
        return FIRST.plusDays(random.nextInt(DAYS));
    }

    String region() {
        return REGIONS.get(random.nextInt(REGIONS.size()));
    }

    /** Whether the roll-ups are what the totals of the days in them add up to: empty when they are. */
    static List<String> wrongRollUps(Handle handle) {
        String rolledUp = " FROM analytics.movie_daily_sales s JOIN analytics.report_day d"
                + " ON d.sale_date = s.sale_date AND d.rolled_up LEFT JOIN theater t ON t.id = s.theater_id GROUP BY ";
        String sums = "sum(tickets - tickets_refunded)::bigint, sum(gross_minor)::bigint, sum(refunded_minor)::bigint";
        String month = "date_trunc('month', s.sale_date)::date";
        return handle.createQuery(difference(
                        "SELECT 'day', s.currency || s.sale_date, " + sums + rolledUp + "s.currency, s.sale_date",
                        "SELECT 'day', currency || sale_date, tickets, gross_minor, refunded_minor"
                                + " FROM analytics.daily_sales WHERE bookings + cancellations > 0")
                + " UNION ALL " + difference(
                        "SELECT 'movie day', s.currency || s.movie_id || ' ' || s.sale_date, " + sums + rolledUp
                                + "s.currency, s.movie_id, s.sale_date",
                        "SELECT 'movie day', currency || movie_id || ' ' || sale_date, tickets, gross_minor,"
                                + " refunded_minor FROM analytics.movie_day_sales WHERE events > 0")
                + " UNION ALL " + difference(
                        "SELECT 'movie month', s.currency || s.movie_id || ' ' || " + month + ", " + sums + rolledUp
                                + "s.currency, s.movie_id, " + month,
                        "SELECT 'movie month', currency || movie_id || ' ' || month, tickets, gross_minor,"
                                + " refunded_minor FROM analytics.movie_month_sales WHERE events > 0")
                + " UNION ALL " + difference(
                        "SELECT 'region', s.currency || s.movie_id || ' ' || " + month + " || coalesce(t.region, ''), "
                                + sums + rolledUp + "s.currency, s.movie_id, " + month + ", t.region",
                        "SELECT 'region', currency || movie_id || ' ' || month || region, tickets, gross_minor,"
                                + " refunded_minor FROM analytics.movie_region_month_sales WHERE events > 0")
                + " UNION ALL " + difference(
                        "SELECT 'region day', s.currency || s.movie_id || ' ' || s.sale_date || coalesce(t.region, ''), "
                                + sums + rolledUp + "s.currency, s.movie_id, s.sale_date, t.region",
                        "SELECT 'region day', currency || movie_id || ' ' || sale_date || region, tickets, gross_minor,"
                                + " refunded_minor FROM analytics.movie_region_day_sales WHERE events > 0"))
                .map((row, context) -> row.getString(1) + " " + row.getString(2))
                .list();
    }

    private static String difference(String one, String other) {
        return "((" + one + " EXCEPT ALL " + other + ") UNION ALL (" + other + " EXCEPT ALL " + one + "))";
    }

    /** The rows of an answer that is a JSON array. */
    static List<Map<String, Object>> rows(TestApi api, String path) {
        TestApi.Answer answer = api.get(path, null);
        if (answer.status() != 200) {
            throw new AssertionError(path + ": " + answer.raw().body());
        }
        try {
            return api.bean(JsonMapper.class).readValue(answer.raw().body(), ROWS);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
