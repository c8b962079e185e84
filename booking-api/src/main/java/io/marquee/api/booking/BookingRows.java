package io.marquee.api.booking;

import io.marquee.api.catalog.LocalTimes;
import io.marquee.api.catalog.Prices;
import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code booking}, with what belongs to a booking in the catalogue. */
@Singleton
class BookingRows {

    private static final String PLACE = """
            JOIN showtime s ON s.id = b.showtime_id
            JOIN movie m ON m.id = s.movie_id
            JOIN theater t ON t.id = s.theater_id
            JOIN auditorium a ON a.id = s.auditorium_id
            """;

    private static final String COLUMNS = """
            SELECT b.id, b.hold_id, b.status, b.showtime_id, s.movie_id, m.title, s.theater_id, t.name AS theater_name,
                   t.location, a.name AS auditorium, s.starts_at, t.time_zone, b.seats, b.total_minor, b.currency,
                   b.email, b.created_at, b.cancelled_at, b.failure, b.refunded, b.refunded_seats
            """;

    private static final String SELECT = COLUMNS + """
            FROM (SELECT booking.*, NULL AS failure,
                         (SELECT coalesce(sum(r.amount_minor), 0) FROM refund r WHERE r.booking_id = booking.id)
                             AS refunded,
                         ARRAY(SELECT seat FROM refund r, unnest(r.seats) AS seat
                               WHERE r.booking_id = booking.id ORDER BY r.id) AS refunded_seats
                  FROM booking) b
            """ + PLACE;

    // An attempt to pay that is no booking yet, or never became one, told as the booking that it was meant to be.
    private static final String ATTEMPT = COLUMNS + """
            FROM (SELECT p.id, p.hold_id, h.holder, h.showtime_id, h.seats, p.amount_minor AS total_minor, p.currency,
                         p.email, p.created_at, NULL::timestamptz AS cancelled_at, p.failure,
                         CASE p.status WHEN 'pending' THEN 'pending_payment' WHEN 'captured' THEN 'refunded'
                                       ELSE 'payment_failed' END AS status,
                         (SELECT coalesce(sum(r.amount_minor), 0) FROM refund r WHERE r.payment_id = p.id) AS refunded,
                         '{}'::text[] AS refunded_seats
                  FROM payment p JOIN hold h ON h.id = p.hold_id WHERE p.booking_id IS NULL) b
            """ + PLACE;

    private static final String SOLD = """
            SELECT b.id, b.status, b.seats, b.total_minor, b.currency, coalesce(h.prices, s.prices)::text AS prices,
                   (SELECT coalesce(sum(r.amount_minor), 0) FROM refund r WHERE r.booking_id = b.id) AS refunded
            FROM booking b JOIN hold h ON h.id = b.hold_id JOIN showtime s ON s.id = b.showtime_id
            """;

    private final Prices prices;

    BookingRows(Prices prices) {
        this.prices = prices;
    }

    /**
     * What is to be known of a booking to take seats back.
     *
     * @param seats those that it still has; after a cancellation the last that it had
     * @param prices in minor units by category, as they were when it was sold
     * @param paidMinor what was paid and not yet refunded
     */
    record Sold(
            UUID id, String status, List<String> seats, Map<String, Long> prices, long paidMinor, String currency) {

        boolean isConfirmed() {
            return status.equals("confirmed");
        }
    }

    /** A booking, or an attempt to pay for one, whoever has it. */
    Booking find(Handle handle, UUID id) {
        return find(handle, id, null);
    }

    /**
     * A booking of this holder, or an attempt to pay for one.
     *
     * @param holder null for anyone
     * @throws ProblemException 404 when there is none, or it is someone else's
     */
    Booking find(Handle handle, UUID id, @Nullable String holder) {
        return find(handle, SELECT, id, holder)
                .or(() -> find(handle, ATTEMPT, id, holder))
                .or(() -> find(handle, SELECT, id, holder)) // it became a booking between the two
                .orElseThrow(() -> ProblemException.notFound("booking", id));
    }

    private static Optional<Booking> find(Handle handle, String sql, UUID id, String holder) {
        return handle.createQuery(sql + "WHERE b.id = :id AND (:holder::text IS NULL OR b.holder = :holder)")
                .bind("id", id)
                .bind("holder", holder)
                .map((row, context) -> booking(row))
                .findOne();
    }

    /** Bookings of this holder, the latest first. */
    Page<Booking> list(Handle handle, String holder, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        OffsetDateTime afterTime = after == null ? null : after.time(0);
        UUID afterId = after == null ? null : after.part(1, UUID::fromString);
        List<Booking> rows = handle.createQuery(SELECT + """
                        WHERE b.holder = :holder
                          AND (:after_id::uuid IS NULL OR (b.created_at, b.id) < (:after_time::timestamptz, :after_id))
                        ORDER BY b.created_at DESC, b.id DESC
                        LIMIT :limit""")
                .bind("holder", holder)
                .bind("after_time", afterTime)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> booking(row))
                .list();
        return Page.of(rows, limit, row -> Cursor.after(row.createdAt(), row.id()), row -> row);
    }

    /** A booking as it stands, locked until the transaction ends. The showing is locked before. */
    Sold lock(Handle handle, UUID id) {
        return handle.createQuery(SOLD + "WHERE b.id = :id FOR NO KEY UPDATE OF b")
                .bind("id", id)
                .map((row, context) -> sold(row))
                .one();
    }

    /** Some confirmed bookings of a showing, locked until the transaction ends. The showing is locked before. */
    List<Sold> lockConfirmed(Handle handle, long showtimeId, int limit) {
        return handle.createQuery(SOLD + """
                        WHERE b.showtime_id = :showtime AND b.status = 'confirmed' ORDER BY b.id LIMIT :limit
                        FOR NO KEY UPDATE OF b""")
                .bind("showtime", showtimeId)
                .bind("limit", limit)
                .map((row, context) -> sold(row))
                .list();
    }

    private Sold sold(ResultSet row) throws SQLException {
        return new Sold(
                row.getObject("id", UUID.class),
                row.getString("status"),
                List.of((String[]) row.getArray("seats").getArray()),
                prices.read(row.getString("prices")),
                row.getLong("total_minor") - row.getLong("refunded"),
                row.getString("currency"));
    }

    private static Booking booking(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Instant startsAt = instant(row, "starts_at");
        String timeZone = row.getString("time_zone");
        OffsetDateTime cancelledAt = row.getObject("cancelled_at", OffsetDateTime.class);
        return new Booking(
                id,
                id,
                row.getObject("hold_id", UUID.class),
                row.getString("status"),
                row.getLong("showtime_id"),
                row.getLong("movie_id"),
                row.getString("title"),
                row.getLong("theater_id"),
                row.getString("theater_name"),
                row.getString("location"),
                row.getString("auditorium"),
                startsAt,
                LocalTimes.format(startsAt, timeZone),
                timeZone,
                List.of((String[]) row.getArray("seats").getArray()),
                List.of((String[]) row.getArray("refunded_seats").getArray()),
                row.getLong("total_minor"),
                row.getLong("refunded"),
                row.getString("currency"),
                row.getString("email"),
                instant(row, "created_at"),
                cancelledAt == null ? null : cancelledAt.toInstant(),
                null,
                row.getString("failure"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
