package io.marquee.api.catalog;

import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads showings. */
@Singleton
class Showtimes {

    private static final String SELECT = """
            SELECT s.id, s.movie_id, m.title, m.runtime_minutes, s.theater_id, t.name AS theater_name,
                   s.auditorium_id, a.name AS auditorium, s.starts_at, s.ends_at, t.time_zone, t.currency,
                   s.prices::text AS prices, a.seats, s.status,
                   (SELECT count(*) FROM seat_claim c WHERE c.showtime_id = s.id
                      AND (c.booking_id IS NOT NULL OR c.expires_at > statement_timestamp())) AS claimed
            FROM showtime s
            JOIN movie m ON m.id = s.movie_id
            JOIN theater t ON t.id = s.theater_id
            JOIN auditorium a ON a.id = s.auditorium_id
            """;

    private final Jdbi jdbi;
    private final Prices prices;

    Showtimes(Jdbi jdbi, Prices prices) {
        this.jdbi = jdbi;
        this.prices = prices;
    }

    /**
     * Showings by their start.
     *
     * @param date a day on the theater's own clock; null for all that are still to start
     */
    Page<Showtime> list(Long movieId, Long theaterId, LocalDate date, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        OffsetDateTime afterStart = after == null ? null : after.time(0);
        Long afterId = after == null ? null : after.part(1, Long::valueOf);
        // The day's bounds in any zone of the world let the index find the rows; those of its zone then decide.
        List<Showtime> rows = jdbi.withHandle(handle -> day(handle, date).bindTo(handle.createQuery(SELECT + """
                        WHERE (:movie::bigint IS NULL OR s.movie_id = :movie)
                          AND (:theater::bigint IS NULL OR s.theater_id = :theater)
                          AND (:date::date IS NOT NULL OR s.starts_at > statement_timestamp())
                          AND (:date::date IS NULL OR (
                               s.starts_at >= :date::date - interval '1 day'
                               AND s.starts_at < :date::date + interval '2 days'
                               AND EXISTS (SELECT FROM """ + LocalDay.TABLE + """
                                            WHERE day.time_zone = t.time_zone
                                              AND s.starts_at >= day.opens AND s.starts_at < day.closes)))
                          AND (:after_id::bigint IS NULL
                               OR (s.starts_at, s.id) > (:after_start::timestamptz, :after_id))
                        ORDER BY s.starts_at, s.id
                        LIMIT :limit"""))
                .bind("movie", movieId)
                .bind("theater", theaterId)
                .bind("date", date)
                .bind("after_start", afterStart)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> showtime(row))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.startsAt(), row.id()), row -> row);
    }

    private static LocalDay day(Handle handle, LocalDate date) {
        return date == null ? LocalDay.NONE : LocalDay.of(handle, date, "date");
    }

    Optional<Showtime> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    Optional<Showtime> find(Handle handle, long id) {
        return handle.createQuery(SELECT + " WHERE s.id = :id")
                .bind("id", id)
                .map((row, context) -> showtime(row))
                .findOne();
    }

    private Showtime showtime(ResultSet row) throws SQLException {
        Instant startsAt = row.getObject("starts_at", OffsetDateTime.class).toInstant();
        String timeZone = row.getString("time_zone");
        int seats = row.getInt("seats");
        return new Showtime(
                row.getLong("id"),
                row.getLong("movie_id"),
                row.getString("title"),
                row.getInt("runtime_minutes"),
                row.getLong("theater_id"),
                row.getString("theater_name"),
                row.getLong("auditorium_id"),
                row.getString("auditorium"),
                startsAt,
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                LocalTimes.format(startsAt, timeZone),
                timeZone,
                row.getString("currency"),
                prices.read(row.getString("prices")),
                seats,
                Math.max(0, seats - row.getInt("claimed")),
                row.getString("status"));
    }
}
