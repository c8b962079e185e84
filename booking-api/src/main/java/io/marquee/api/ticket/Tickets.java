package io.marquee.api.ticket;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads what stands on tickets. A seat is the booking's as long as the claim on it names the booking. */
@Singleton
class Tickets {

    private static final String BOOKING =
            """
            SELECT b.id, b.holder, b.created_at, b.status = 'cancelled' OR s.status = 'cancelled' AS cancelled,
                   b.currency, b.total_minor - (
                       SELECT coalesce(sum(r.amount_minor), 0)::bigint FROM refund r WHERE r.booking_id = b.id) AS paid,
                   s.id AS showtime_id, s.starts_at, s.ends_at, m.title, m.runtime_minutes, m.rating,
                   t.name AS theater, t.location, t.time_zone, a.name AS auditorium
            FROM booking b
            JOIN showtime s ON s.id = b.showtime_id
            JOIN movie m ON m.id = s.movie_id
            JOIN theater t ON t.id = s.theater_id
            JOIN auditorium a ON a.id = s.auditorium_id
            WHERE b.id = :booking""";

    // Prices are those of the sale. Only when they add up to what was paid and not refunded are they shown.
    private static final String SEATS =
            """
            WITH sold AS (
                SELECT sold.name, sold.n, place ->> 'category' AS category,
                       (coalesce(h.prices, s.prices) ->> (place ->> 'category'))::bigint AS price,
                       b.total_minor - (
                           SELECT coalesce(sum(r.amount_minor), 0) FROM refund r WHERE r.booking_id = b.id) AS paid
                FROM booking b
                JOIN hold h ON h.id = b.hold_id
                JOIN showtime s ON s.id = b.showtime_id
                JOIN auditorium a ON a.id = s.auditorium_id
                CROSS JOIN unnest(b.seats) WITH ORDINALITY AS sold (name, n)
                LEFT JOIN LATERAL (
                    SELECT place FROM jsonb_array_elements(a.layout -> 'rows') AS line,
                                      jsonb_array_elements(line -> 'seats') AS place
                    WHERE place ->> 'name' = sold.name LIMIT 1) AS layout ON true
                WHERE b.id = :booking),
            priced AS (
                SELECT *, count(price) OVER () = count(*) OVER () AND sum(price) OVER () = paid AS certain
                FROM sold)
            SELECT p.name, p.category, CASE WHEN p.certain THEN p.price END AS price
            FROM priced p
            WHERE EXISTS (SELECT FROM seat_claim c WHERE c.booking_id = :booking AND c.seat = p.name)
            ORDER BY p.n""";

    private final Jdbi jdbi;

    Tickets(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The ticket of a booking, whoever holds it. */
    Optional<Ticket> find(UUID booking) {
        return jdbi.withHandle(handle -> find(handle, booking));
    }

    /** The ticket of a booking, when it is this holder's. */
    Optional<Ticket> find(UUID booking, String holder) {
        return jdbi.withHandle(handle -> handle
                        .createQuery("SELECT true FROM booking WHERE id = :booking AND holder = :holder")
                        .bind("booking", booking)
                        .bind("holder", holder)
                        .mapTo(Boolean.class)
                        .findOne()
                        .flatMap(found -> find(handle, booking)));
    }

    /** The same as {@link #find(UUID)}, in the transaction of a caller. */
    static Optional<Ticket> find(Handle handle, UUID booking) {
        List<Ticket.Seat> seats = handle.createQuery(SEATS)
                .bind("booking", booking)
                .map((row, context) -> new Ticket.Seat(
                        row.getString("name"), row.getString("category"), (Long) row.getObject("price")))
                .list();
        return handle.createQuery(BOOKING)
                .bind("booking", booking)
                .map((row, context) -> ticket(row, seats))
                .findOne();
    }

    private static Ticket ticket(ResultSet row, List<Ticket.Seat> seats) throws SQLException {
        return new Ticket(
                row.getObject("id", UUID.class),
                instant(row, "created_at"),
                new ArrayList<>(seats),
                row.getBoolean("cancelled"),
                row.getLong("showtime_id"),
                instant(row, "starts_at"),
                instant(row, "ends_at"),
                row.getString("title"),
                row.getInt("runtime_minutes"),
                row.getString("rating"),
                row.getString("theater"),
                row.getString("location"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("auditorium"),
                row.getString("currency"),
                row.getLong("paid"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
