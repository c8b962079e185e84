package io.marquee.api.live;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;

/** Reads the seats of a showing from PostgreSQL, which alone decides about them. */
@Singleton
class SeatSnapshots {

    private final Jdbi jdbi;

    SeatSnapshots(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    boolean exists(long showtimeId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT 1 FROM showtime WHERE id = :id")
                .bind("id", showtimeId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /**
     * The claimed seats with the showing's version, in one statement and so of one moment. Claims that ran out count as
     * free, by the database's clock.
     *
     * @throws IllegalStateException when there is no such showing
     */
    LiveReading<SeatChange> read(long showtimeId) {
        Map<String, SeatChange> seats = new HashMap<>();
        OptionalLong version = jdbi.withHandle(handle -> handle.createQuery(
                        """
                        SELECT s.version, c.seat, c.version AS seat_version, c.expires_at
                        FROM showtime s
                        LEFT JOIN seat_claim c ON c.showtime_id = s.id
                            AND (c.booking_id IS NOT NULL OR c.expires_at > clock_timestamp())
                        WHERE s.id = :id""")
                .bind("id", showtimeId)
                .map((row, context) -> {
                    String seat = row.getString("seat");
                    if (seat != null) {
                        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
                        Instant expiresAt = expires == null ? null : expires.toInstant();
                        seats.put(seat, new SeatChange(
                                expiresAt == null ? "booked" : "held", row.getLong("seat_version"), expiresAt, false));
                    }
                    return row.getLong("version");
                })
                .stream()
                .mapToLong(Long::longValue)
                .max());
        return new LiveReading<>(
                version.orElseThrow(() -> new IllegalStateException("no showing " + showtimeId)), seats);
    }

    /** The committed versions of these showings. */
    Map<Long, Long> versions(Collection<Long> showtimeIds) {
        Map<Long, Long> versions = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT id, version FROM showtime WHERE id = ANY(:ids)")
                .bindArray("ids", Long.class, showtimeIds)
                .map((row, context) -> Map.entry(row.getLong("id"), row.getLong("version")))
                .forEach(entry -> versions.put(entry.getKey(), entry.getValue())));
        return versions;
    }
}
