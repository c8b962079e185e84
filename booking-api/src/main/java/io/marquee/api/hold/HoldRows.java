package io.marquee.api.hold;

import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code hold}. An active hold whose time is over reads as expired, whether it was swept or not. */
@Singleton
public class HoldRows {

    private static final String SELECT = """
            SELECT id, showtime_id, seats, total_minor, currency,
                   CASE WHEN status = 'active' AND expires_at <= clock_timestamp() THEN 'expired' ELSE status END
                       AS status,
                   created_at, expires_at, latest_expiry
            FROM hold
            """;

    /**
     * A hold of this holder.
     *
     * @throws ProblemException 404 when there is none, or it is someone else's
     */
    public Hold find(Handle handle, UUID id, String holder) {
        return handle.createQuery(SELECT + "WHERE id = :id AND holder = :holder")
                .bind("id", id)
                .bind("holder", holder)
                .map((row, context) -> hold(row))
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("hold", id));
    }

    /** A hold that exists, locked until the transaction ends. The showing is locked before. */
    public Hold lock(Handle handle, UUID id) {
        return handle.createQuery(SELECT + "WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .map((row, context) -> hold(row))
                .one();
    }

    /** Some holds of a showing that are not over yet, or not known to be, locked until the transaction ends. */
    List<Hold> lockSome(Handle handle, long showtimeId, int limit) {
        return handle.createQuery(SELECT + """
                        WHERE showtime_id = :showtime AND status = 'active' ORDER BY id LIMIT :limit
                        FOR NO KEY UPDATE""")
                .bind("showtime", showtimeId)
                .bind("limit", limit)
                .map((row, context) -> hold(row))
                .list();
    }

    List<Hold> lockAll(Handle handle, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle.createQuery(SELECT + "WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")
                .bindArray("ids", UUID.class, ids.toArray())
                .map((row, context) -> hold(row))
                .list();
    }

    void insert(Handle handle, Hold hold, String holder) {
        handle.createUpdate("""
                        INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, created_at, expires_at,
                                          latest_expiry, prices, movie_id, auditorium_id, layout_revision, starts_at)
                        SELECT :id, s.id, :holder, :seats, :total, :currency, :created, :expires, :latest, s.prices,
                               s.movie_id, s.auditorium_id, a.revision, s.starts_at
                        FROM showtime s JOIN auditorium a ON a.id = s.auditorium_id WHERE s.id = :showtime""")
                .bind("id", hold.holdId())
                .bind("showtime", hold.showtimeId())
                .bind("holder", holder)
                .bindArray("seats", String.class, hold.seats().toArray())
                .bind("total", hold.totalMinor())
                .bind("currency", hold.currency())
                .bind("created", hold.createdAt().atOffset(ZoneOffset.UTC))
                .bind("expires", hold.expiresAt().atOffset(ZoneOffset.UTC))
                .bind("latest", hold.latestExpiry().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /**
     * Whether the showing is still what was offered when the seats were held: the same movie at the same time, on the
     * same seats. The showing is locked before.
     */
    public boolean isStillOffered(Handle handle, UUID id) {
        return handle.createQuery("""
                        SELECT h.movie_id IS NULL
                               OR (h.movie_id, h.auditorium_id, h.layout_revision, h.starts_at, h.currency)
                                  IS NOT DISTINCT FROM
                                  (s.movie_id, s.auditorium_id, a.revision, s.starts_at, t.currency)
                        FROM hold h JOIN showtime s ON s.id = h.showtime_id
                        JOIN auditorium a ON a.id = s.auditorium_id JOIN theater t ON t.id = s.theater_id
                        WHERE h.id = :id""")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    /** Sets how a hold ended: {@link Hold#RELEASED} or {@link Hold#BOOKED}. */
    public void end(Handle handle, UUID id, String status) {
        handle.createUpdate("UPDATE hold SET status = :status WHERE id = :id")
                .bind("id", id)
                .bind("status", status)
                .execute();
    }

    void extend(Handle handle, UUID id, Instant expiresAt) {
        handle.createUpdate("UPDATE hold SET expires_at = :expires WHERE id = :id")
                .bind("id", id)
                .bind("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The prices at which its seats were held, as {@link io.marquee.api.catalog.Prices} reads them. */
    String prices(Handle handle, UUID id) {
        return handle.createQuery("""
                        SELECT coalesce(h.prices, s.prices) FROM hold h JOIN showtime s ON s.id = h.showtime_id
                        WHERE h.id = :id""")
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    void shrink(Handle handle, UUID id, List<String> seats, long totalMinor) {
        handle.createUpdate("UPDATE hold SET seats = :seats, total_minor = :total WHERE id = :id")
                .bind("id", id)
                .bindArray("seats", String.class, seats.toArray())
                .bind("total", totalMinor)
                .execute();
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getObject("id", UUID.class),
                row.getLong("showtime_id"),
                List.of((String[]) row.getArray("seats").getArray()),
                row.getLong("total_minor"),
                row.getString("currency"),
                row.getString("status"),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instant(row, "latest_expiry"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
