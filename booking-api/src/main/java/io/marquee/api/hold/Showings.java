package io.marquee.api.hold;

import io.marquee.api.catalog.Prices;
import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;

/**
 * Showings as those see them who change seats. Such a transaction calls {@link #lock} before it writes anything, then
 * {@link #next} once: that makes versions gap-free and gives events their order.
 */
@Singleton
public class Showings {

    private static final long LOCKS = 0x5E00_0000_0000_0000L; // the advisory locks of showings are this plus the id

    private static final String SELECT = """
            SELECT s.id, s.version, s.movie_id, s.theater_id, t.time_zone, t.currency, s.auditorium_id, a.revision,
                   s.prices::text AS prices, s.starts_at, t.single_seat_rule, s.status = 'cancelled' AS cancelled,
                   s.starts_at <= clock_timestamp() AS started
            FROM showtime s JOIN theater t ON t.id = s.theater_id JOIN auditorium a ON a.id = s.auditorium_id
            WHERE s.id = :id
            """;

    private final Prices prices;

    Showings(Prices prices) {
        this.prices = prices;
    }

    /**
     * The turn that a transaction has at a showing.
     *
     * @param version what the showing's version becomes when the transaction commits
     * @param now the database's clock, read while the showing was locked: it does not go back from turn to turn
     */
    public record Turn(long version, Instant now) {}

    /**
     * Reads a showing without a lock.
     *
     * @throws ProblemException 404 when there is none
     */
    public Showing find(Handle handle, long id) {
        return read(handle, SELECT, id);
    }

    /**
     * Reads a showing and locks it until the transaction ends: first by an advisory lock, then its row.
     *
     * <p>The outbox is read in the order of transaction ids, so ids must follow the order of the locks. The row's lock
     * alone does not see to that: one who waited for it takes an id when the holder has ended, and can still be
     * overtaken by a newcomer who gets the lock, and a later id, before it. An advisory lock takes no id at all. The
     * row's lock is for those who change the showing by other ways.
     */
    public Showing lock(Handle handle, long id) {
        handle.execute("SELECT pg_advisory_xact_lock(?)", LOCKS | id);
        return read(handle, SELECT + "FOR NO KEY UPDATE OF s", id);
    }

    /** Makes the next version of a showing that this transaction has locked. */
    public Turn next(Handle handle, long id) {
        return handle.createQuery("""
                        UPDATE showtime SET version = version + 1 WHERE id = :id
                        RETURNING version, clock_timestamp() AS now""")
                .bind("id", id)
                .map((row, context) -> new Turn(row.getLong("version"), instant(row, "now")))
                .one();
    }

    private Showing read(Handle handle, String sql, long id) {
        return handle.createQuery(sql)
                .bind("id", id)
                .map((row, context) -> showing(row))
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("showtime", id));
    }

    private Showing showing(ResultSet row) throws SQLException {
        return new Showing(
                row.getLong("id"),
                row.getLong("version"),
                row.getLong("movie_id"),
                row.getLong("theater_id"),
                row.getString("time_zone"),
                row.getString("currency"),
                row.getLong("auditorium_id"),
                row.getInt("revision"),
                prices.read(row.getString("prices")),
                instant(row, "starts_at"),
                SingleSeatRule.of(row.getString("single_seat_rule")),
                row.getBoolean("cancelled"),
                row.getBoolean("started"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
