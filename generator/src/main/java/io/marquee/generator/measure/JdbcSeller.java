package io.marquee.generator.measure;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.SeatEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sells by the statements that the API sends for a hold and its payment, in the same transactions, over a connection of
 * its own and with nothing around them. What it writes is as whole as what the API writes.
 */
final class JdbcSeller implements Seller {

    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    private static final String SHOWING = """
            SELECT s.id, s.version, s.movie_id, s.theater_id, t.time_zone, t.currency, s.auditorium_id, a.revision,
                   s.prices::text AS prices, s.starts_at, t.single_seat_rule, s.status = 'cancelled' AS cancelled,
                   s.starts_at <= clock_timestamp() AS started
            FROM showtime s JOIN theater t ON t.id = s.theater_id JOIN auditorium a ON a.id = s.auditorium_id
            WHERE s.id = ?
            """;
    private static final String HOLD = """
            SELECT id, showtime_id, seats, total_minor, currency,
                   CASE WHEN status = 'active' AND expires_at <= clock_timestamp() THEN 'expired' ELSE status END
                       AS status,
                   created_at, expires_at, latest_expiry
            FROM hold
            """;
    private static final String PAYMENT = """
            SELECT p.id, p.hold_id, h.showtime_id, h.holder, p.booking_id, p.provider, p.provider_ref,
                   p.amount_minor, p.currency, p.email, p.status
            FROM payment p JOIN hold h ON h.id = p.hold_id
            WHERE p.id = ?
            """;
    private static final String NEXT_VERSION =
            "UPDATE showtime SET version = version + 1 WHERE id = ? RETURNING version, clock_timestamp() AS now";
    private static final long LOCKS = 0x5E00_0000_0000_0000L;
    private static final long PRICE = 1_200;

    private final Connection database;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long movie;
    private long theater;

    JdbcSeller(Connection database) {
        this.database = database;
    }

    private record Turn(long version, Instant now) {}

    @Override
    public void sell(long showtime, String seat, int holder) throws SQLException {
        String who = "bench:" + holder;
        UUID hold = IDS.generate();
        UUID payment = IDS.generate();
        read(SHOWING, showtime);
        read("""
                SELECT c.seat FROM seat_claim c JOIN hold h ON h.id = c.hold_id
                WHERE c.showtime_id = ? AND c.seat = ANY(?)
                  AND (c.booking_id IS NOT NULL OR (c.expires_at > clock_timestamp() AND h.holder <> ?))""",
                showtime, new String[] {seat}, who);
        inTransaction(() -> hold(showtime, seat, who, hold));
        inTransaction(() -> beginPayment(showtime, who, hold, payment));
        charge(payment);
        UUID booking = payment; // a booking has the id of the payment that made it
        inTransaction(() -> finish(showtime, seat, who, hold, payment, booking));
        read(PAYMENT, payment);
        read("""
                SELECT b.id, b.hold_id, b.status, b.showtime_id, s.movie_id, m.title, s.theater_id,
                       t.name AS theater_name, t.location, a.name AS auditorium, s.starts_at, t.time_zone, b.seats,
                       b.total_minor, b.currency, b.email, b.created_at, b.cancelled_at,
                       (SELECT coalesce(sum(r.amount_minor), 0) FROM refund r WHERE r.booking_id = b.id) AS refunded,
                       ARRAY(SELECT seat FROM refund r, unnest(r.seats) AS seat WHERE r.booking_id = b.id ORDER BY r.id)
                           AS refunded_seats
                FROM booking b JOIN showtime s ON s.id = b.showtime_id JOIN movie m ON m.id = s.movie_id
                JOIN theater t ON t.id = s.theater_id JOIN auditorium a ON a.id = s.auditorium_id
                WHERE b.id = ? AND b.holder = ?""", booking, who);
    }

    private void hold(long showtime, String seat, String who, UUID hold) throws SQLException {
        lock(showtime);
        read("""
                SELECT c.seat, c.hold_id, c.booking_id IS NOT NULL AS sold
                FROM hold h JOIN seat_claim c ON c.hold_id = h.id
                WHERE h.holder = ? AND h.showtime_id = ?
                  AND (c.booking_id IS NOT NULL OR c.expires_at > clock_timestamp())""", who, showtime);
        Turn turn = next(showtime);
        OffsetDateTime now = turn.now.atOffset(ZoneOffset.UTC);
        write("""
                INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, created_at, expires_at,
                                  latest_expiry, prices)
                SELECT ?, id, ?, ?, ?, 'USD', ?, ?, ?, prices FROM showtime WHERE id = ?""",
                hold, who, new String[] {seat}, PRICE, now, now.plusMinutes(8), now.plusMinutes(20), showtime);
        read("""
                INSERT INTO seat_claim AS c (showtime_id, seat, hold_id, version, expires_at)
                SELECT ?, seat, ?, ?, ? FROM unnest(?::text[]) AS seat ORDER BY seat COLLATE "C"
                ON CONFLICT (showtime_id, seat) DO UPDATE
                    SET hold_id = excluded.hold_id, version = excluded.version, expires_at = excluded.expires_at
                    WHERE c.booking_id IS NULL
                      AND (c.expires_at <= clock_timestamp() OR c.hold_id = ANY(?::uuid[]))
                RETURNING c.seat""",
                showtime, hold, turn.version, now.plusMinutes(8), new String[] {seat}, new String[0]);
        tell(showtime, List.of(new SeatEvent(
                SeatEvent.Type.LOCKED, IDS.generate().toString(), source(showtime), turn.version, turn.now, showtime,
                List.of(seat), hold.toString(), turn.now.plusSeconds(480))));
    }

    private void beginPayment(long showtime, String who, UUID hold, UUID payment) throws SQLException {
        read(HOLD + "WHERE id = ? AND holder = ?", hold, who);
        read(SHOWING, showtime);
        read(HOLD + "WHERE id = ? FOR NO KEY UPDATE", hold);
        write("""
                INSERT INTO payment (id, hold_id, provider, amount_minor, currency, email, status)
                VALUES (?, ?, 'mock', ?, 'USD', 'bench@example.com', 'pending')
                ON CONFLICT (hold_id) WHERE status = 'pending' DO NOTHING""", payment, hold, PRICE);
        read(PAYMENT, payment);
    }

    private void charge(UUID payment) throws SQLException {
        write("""
                INSERT INTO mock_provider.charge (reference, charge_id, amount_minor, currency, status, reason)
                VALUES (?, ?, ?, 'USD', 'captured', NULL) ON CONFLICT (reference) DO NOTHING""",
                payment.toString(), "mock_ch_" + payment, PRICE);
        read("SELECT status, charge_id, reason FROM mock_provider.charge WHERE reference = ?", payment.toString());
    }

    private void finish(long showtime, String seat, String who, UUID hold, UUID payment, UUID booking)
            throws SQLException {
        read(PAYMENT, payment);
        lock(showtime);
        read(PAYMENT + "FOR NO KEY UPDATE OF p", payment);
        read(HOLD + "WHERE id = ? FOR NO KEY UPDATE", hold);
        Turn turn = next(showtime);
        write("""
                INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status,
                                     created_at)
                VALUES (?, ?, ?, ?, 'bench@example.com', ?, ?, 'USD', 'confirmed', ?)""",
                booking, hold, showtime, who, new String[] {seat}, PRICE, turn.now.atOffset(ZoneOffset.UTC));
        write("""
                INSERT INTO seat_claim AS c (showtime_id, seat, hold_id, booking_id, version)
                SELECT ?, seat, ?, ?, ? FROM unnest(?::text[]) AS seat ORDER BY seat COLLATE "C"
                ON CONFLICT (showtime_id, seat) DO UPDATE
                    SET hold_id = excluded.hold_id, booking_id = excluded.booking_id, version = excluded.version,
                        expires_at = NULL
                    WHERE c.booking_id IS NULL
                      AND (c.expires_at <= clock_timestamp() OR c.hold_id = excluded.hold_id)""",
                showtime, hold, booking, turn.version, new String[] {seat});
        write("UPDATE hold SET status = 'booked' WHERE id = ?", hold);
        write("""
                UPDATE payment SET status = 'captured', provider_ref = ?, booking_id = ?, updated_at = clock_timestamp()
                WHERE id = ?""", "mock_ch_" + payment, booking, payment);
        tell(showtime, List.of(
                new BookingEvent(
                        BookingEvent.Type.CONFIRMED, IDS.generate().toString(), source(showtime), turn.version,
                        turn.now, showtime, booking.toString(), List.of(seat)),
                new SalesEvent(
                        SalesEvent.Type.SALE, IDS.generate().toString(), source(showtime), turn.version, turn.now,
                        booking.toString(), theater, "UTC", movie, showtime, 1, PRICE, "USD",
                        SalesEvent.Channel.WEB)));
    }

    private void lock(long showtime) throws SQLException {
        read("SELECT pg_advisory_xact_lock(?)", LOCKS | showtime);
        read(SHOWING + "FOR NO KEY UPDATE OF s", showtime);
    }

    private Turn next(long showtime) throws SQLException {
        try (ResultSet row = query(NEXT_VERSION, showtime)) {
            row.next();
            return new Turn(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
        }
    }

    private void tell(long showtime, List<Event> events) throws SQLException {
        PreparedStatement insert = prepared("""
                INSERT INTO outbox (topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""");
        for (Event event : events) {
            bind(insert, event.topic(), event.key(), event.eventId(), event.typeName(), theater, showtime,
                    event.occurredAt().atOffset(ZoneOffset.UTC),
                    new String(EventJson.write(event), StandardCharsets.UTF_8));
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private static String source(long showtime) {
        return "showtime:" + showtime;
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void inTransaction(Work work) throws SQLException {
        database.setAutoCommit(false);
        try {
            work.run();
            database.commit();
        } catch (SQLException failed) {
            database.rollback();
            throw failed;
        } finally {
            database.setAutoCommit(true);
        }
    }

    // Reads all columns, as the API does.
    private void read(String sql, Object... arguments) throws SQLException {
        try (ResultSet row = query(sql, arguments)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                for (int column = 1; column <= columns; column++) {
                    row.getObject(column);
                }
                if (sql.startsWith(SHOWING)) {
                    movie = row.getLong("movie_id");
                    theater = row.getLong("theater_id");
                }
            }
        }
    }

    private ResultSet query(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, arguments);
        return statement.executeQuery();
    }

    private void write(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, arguments);
        if (statement.executeUpdate() != 1) {
            throw new IllegalStateException("not one row: " + sql);
        }
    }

    private void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i] instanceof String[] texts
                    ? database.createArrayOf("text", texts) : arguments[i];
            statement.setObject(i + 1, argument);
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = database.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
