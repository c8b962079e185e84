package io.marquee.generator.audit;

import io.marquee.generator.audit.Differences.Check;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must hold among seats, bookings, payments and the outbox, each asked as one query for what breaks it. */
final class BookingInvariants {

    private static final int ROWS_AT_ONCE = 10_000;
    // What after_restore() adds to each version, so that none is given out twice.
    private static final long LEAP_OF_RESTORE = 1_000_000;

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put(
                "a seat is in one confirmed booking",
                """
                SELECT format('seat %s of showing %s is in %s confirmed bookings', seat, showtime_id, count(*))
                FROM booking, unnest(seats) AS seat WHERE status = 'confirmed'
                GROUP BY showtime_id, seat HAVING count(*) > 1""");
        QUERIES.put(
                "seats of confirmed bookings are claimed by them",
                """
                SELECT format('seat %s of booking %s is not claimed by it', bought.seat, b.id)
                FROM booking b CROSS JOIN unnest(b.seats) AS bought (seat)
                LEFT JOIN seat_claim c
                  ON c.showtime_id = b.showtime_id AND c.seat = bought.seat AND c.booking_id = b.id
                WHERE b.status = 'confirmed' AND c.seat IS NULL""");
        QUERIES.put(
                "claims belong to their hold or confirmed booking",
                """
                SELECT format('seat %s of showing %s is claimed for hold %s, booking %s, which have it not',
                              c.seat, c.showtime_id, c.hold_id, c.booking_id)
                FROM seat_claim c JOIN hold h ON h.id = c.hold_id LEFT JOIN booking b ON b.id = c.booking_id
                WHERE h.showtime_id <> c.showtime_id OR NOT c.seat = ANY (h.seats)
                   OR (c.booking_id IS NOT NULL
                       AND (b.status <> 'confirmed' OR b.hold_id <> c.hold_id OR NOT c.seat = ANY (b.seats)))""");
        QUERIES.put(
                "each booking has one captured payment of its price",
                """
                SELECT format('booking %s of %s has %s captured payments of %s', b.id, b.total_minor, count(p.id),
                              coalesce(sum(p.amount_minor), 0))
                FROM booking b LEFT JOIN payment p ON p.booking_id = b.id AND p.status = 'captured'
                     AND p.currency = b.currency
                GROUP BY b.id HAVING count(p.id) <> 1 OR sum(p.amount_minor) <> b.total_minor""");
        QUERIES.put(
                "a captured payment has a booking or one refund",
                """
                SELECT format('payment %s of %s has no booking and %s refunds of %s', p.id, p.amount_minor, count(r.id),
                              coalesce(sum(r.amount_minor), 0))
                FROM payment p LEFT JOIN refund r ON r.payment_id = p.id
                WHERE p.status = 'captured' AND p.booking_id IS NULL
                GROUP BY p.id HAVING count(r.id) <> 1 OR sum(r.amount_minor) <> p.amount_minor""");
        QUERIES.put(
                "a booking belongs to the payment that it was made by",
                """
                SELECT format('payment %s of %s is %s, with booking %s', p.id, p.provider, p.status, p.booking_id)
                FROM payment p JOIN booking b ON b.id = p.booking_id
                WHERE b.hold_id <> p.hold_id""");
        QUERIES.put(
                "nothing more goes back than was captured",
                """
                SELECT format('payment %s of %s is %s, with refunds of %s', p.id, p.amount_minor, p.status,
                              sum(r.amount_minor))
                FROM payment p JOIN refund r ON r.payment_id = p.id
                GROUP BY p.id HAVING p.status <> 'captured' OR sum(r.amount_minor) > p.amount_minor""");
        QUERIES.put(
                "cancelled bookings are refunded, others not beyond their price",
                """
                SELECT format('booking %s of %s is %s with refunds of %s', b.id, b.total_minor, b.status,
                              coalesce(sum(r.amount_minor), 0))
                FROM booking b LEFT JOIN refund r ON r.booking_id = b.id
                GROUP BY b.id
                HAVING CASE b.status WHEN 'cancelled' THEN coalesce(sum(r.amount_minor), 0) <> b.total_minor
                                     ELSE coalesce(sum(r.amount_minor), 0) > b.total_minor END""");
        QUERIES.put(
                "each seat sold is still the booking's, or was refunded once",
                """
                SELECT format('booking %s, %s, of the seats %s has %s, and refunds of %s', b.id, b.status, h.seats,
                              b.seats, coalesce(back.seats, '{}'))
                FROM booking b JOIN hold h ON h.id = b.hold_id
                LEFT JOIN LATERAL (
                    SELECT array_agg(seat) AS seats FROM refund r, unnest(r.seats) AS seat
                    WHERE r.booking_id = b.id) back ON true
                WHERE (SELECT array_agg(seat ORDER BY seat)
                       FROM unnest(CASE b.status WHEN 'confirmed' THEN b.seats || back.seats
                                                 ELSE back.seats END) AS seat)
                      IS DISTINCT FROM (SELECT array_agg(seat ORDER BY seat) FROM unnest(h.seats) AS seat)""");
        QUERIES.put(
                "refund events tell what was refunded",
                """
                WITH told AS (
                    SELECT payload::jsonb ->> 'booking_id' AS booking, count(*) AS refunds,
                           sum((payload::jsonb ->> 'amount_minor')::bigint) AS amount,
                           sum((payload::jsonb ->> 'tickets')::bigint) AS tickets
                    FROM outbox WHERE topic = 'sales' AND type = 'refund' AND showtime_id IS NOT NULL GROUP BY 1),
                owed AS (
                    SELECT booking_id, count(*) AS refunds, sum(amount_minor) AS amount,
                           sum(cardinality(seats)) AS tickets
                    FROM refund WHERE booking_id IS NOT NULL GROUP BY 1)
                SELECT format('booking %s has %s refunds of %s for %s seats, and events of %s, %s and %s', b.id,
                              coalesce(o.refunds, 0), coalesce(o.amount, 0), coalesce(o.tickets, 0),
                              coalesce(t.refunds, 0), coalesce(t.amount, 0), coalesce(t.tickets, 0))
                FROM booking b LEFT JOIN owed o ON o.booking_id = b.id LEFT JOIN told t ON t.booking = b.id::text
                WHERE b.created_at >= (SELECT min(recorded_at) FROM outbox) -- older days may have been dropped
                  AND (o.refunds, o.amount, o.tickets) IS DISTINCT FROM (t.refunds, t.amount, t.tickets)""");
        QUERIES.put(
                "each booking is one sale, each cancellation its refund",
                """
                WITH money AS (
                    SELECT payload::jsonb ->> 'booking_id' AS booking,
                           count(*) FILTER (WHERE type = 'sale') AS sales,
                           sum((payload::jsonb ->> 'amount_minor')::bigint) FILTER (WHERE type = 'sale') AS sold,
                           coalesce(sum((payload::jsonb ->> 'amount_minor')::bigint)
                                    FILTER (WHERE type = 'refund'), 0) AS refunded
                    FROM outbox WHERE topic = 'sales' AND showtime_id IS NOT NULL GROUP BY 1)
                SELECT format('booking %s of %s is %s, with %s sales of %s and refunds of %s', b.id, b.total_minor,
                              b.status, coalesce(sales, 0), sold, refunded)
                FROM booking b LEFT JOIN money m ON m.booking = b.id::text
                WHERE b.created_at >= (SELECT min(recorded_at) FROM outbox) -- older days may have been dropped
                  AND (coalesce(sales, 0) <> 1 OR sold <> b.total_minor
                       OR CASE b.status WHEN 'cancelled' THEN refunded <> b.total_minor
                                        ELSE refunded > b.total_minor END)""");
        QUERIES.put(
                "no seat is newer than its showing",
                """
                SELECT format('seat %s of showing %s has version %s, the showing %s', c.seat, s.id, c.version,
                              s.version)
                FROM seat_claim c JOIN showtime s ON s.id = c.showtime_id WHERE c.version > s.version""");
    }

    private static final String OBJECTS =
            "SELECT (SELECT count(*) FROM booking) + (SELECT count(*) FROM seat_claim)"
                    + " + (SELECT count(*) FROM payment)";

    private final Connection connection;

    /** @param connection without auto-commit */
    BookingInvariants(Connection connection) {
        this.connection = connection;
    }

    /** Asks everything. */
    void check(EventLog kafka, Differences differences) throws SQLException {
        Check invariants = differences.check("seats, bookings and payments agree");
        invariants.compared(number(OBJECTS));
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            each(query.getValue(), row -> invariants.differs(query.getKey() + ": " + row.getString(1)));
        }
        Check outbox = differences.check("outbox rows are in Kafka");
        each("SELECT topic, event_id, id FROM outbox ORDER BY id", row -> {
            outbox.compared();
            if (!kafka.has(row.getString(1), row.getString(2))) {
                outbox.differs("outbox row " + row.getLong(3) + ", event " + row.getString(2) + ", is not in "
                        + row.getString(1));
            }
        });
        Check versions = differences.check("versions of a showing have events");
        each("SELECT id, version FROM showtime WHERE version > 0 ORDER BY id", row -> {
            versions.compared();
            long events = kafka.versionsOf(row.getLong(1));
            long given = row.getLong(2) % LEAP_OF_RESTORE;
            // After a restore Kafka may have more: what came after the backup, and is no longer in the database.
            boolean wasRestored = given != row.getLong(2);
            if (wasRestored ? events < given : events != given) {
                versions.differs("showing " + row.getLong(1) + " has version " + row.getLong(2) + ", and events of "
                        + events + " versions");
            }
        });
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row row) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    row.take(rows);
                }
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
