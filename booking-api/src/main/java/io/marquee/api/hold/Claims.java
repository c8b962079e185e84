package io.marquee.api.hold;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code seat_claim}: who has which seat. All but the plain reads are called by a transaction that has locked
 * the showing; seats are always written in the order of their names.
 */
@Singleton
public class Claims {

    /** A claim that counts: sold, or held and not yet expired. */
    record Claim(String seat, UUID holdId, boolean sold) {}

    /** Which of these seats someone else than this holder has just now. */
    List<String> unavailable(Handle handle, long showtimeId, Collection<String> seats, String holder) {
        return handle.createQuery("""
                        SELECT c.seat FROM seat_claim c JOIN hold h ON h.id = c.hold_id
                        WHERE c.showtime_id = :showtime AND c.seat = ANY(:seats)
                          AND (c.booking_id IS NOT NULL
                               OR (c.expires_at > clock_timestamp() AND h.holder <> :holder))""")
                .bind("showtime", showtimeId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("holder", holder)
                .mapTo(String.class)
                .list();
    }

    /** All seats that someone has just now. */
    Set<String> taken(Handle handle, long showtimeId) {
        return new HashSet<>(handle.createQuery("""
                        SELECT seat FROM seat_claim WHERE showtime_id = :showtime
                          AND (booking_id IS NOT NULL OR expires_at > clock_timestamp())""")
                .bind("showtime", showtimeId)
                .mapTo(String.class)
                .list());
    }

    /** Those of these seats that someone has just now. */
    Set<String> taken(Handle handle, long showtimeId, Collection<String> seats) {
        return new HashSet<>(handle.createQuery("""
                        SELECT seat FROM seat_claim WHERE showtime_id = :showtime AND seat = ANY(:seats)
                          AND (booking_id IS NOT NULL OR expires_at > clock_timestamp())""")
                .bind("showtime", showtimeId)
                .bindArray("seats", String.class, seats.toArray())
                .mapTo(String.class)
                .list());
    }

    /** The claims of one holder at a showing. */
    List<Claim> of(Handle handle, long showtimeId, String holder) {
        return handle.createQuery("""
                        SELECT c.seat, c.hold_id, c.booking_id IS NOT NULL AS sold
                        FROM hold h JOIN seat_claim c ON c.hold_id = h.id
                        WHERE h.holder = :holder AND h.showtime_id = :showtime
                          AND (c.booking_id IS NOT NULL OR c.expires_at > clock_timestamp())""")
                .bind("showtime", showtimeId)
                .bind("holder", holder)
                .map((row, context) -> new Claim(
                        row.getString("seat"), row.getObject("hold_id", UUID.class), row.getBoolean("sold")))
                .list();
    }

    /** The claims that the holder of a hold has at its showing. */
    List<Claim> ofHolderOf(Handle handle, UUID holdId) {
        record Place(long showtimeId, String holder) {}
        Place place = handle.createQuery("SELECT showtime_id, holder FROM hold WHERE id = :hold")
                .bind("hold", holdId)
                .map((row, context) -> new Place(row.getLong("showtime_id"), row.getString("holder")))
                .one();
        return of(handle, place.showtimeId, place.holder);
    }

    /**
     * Claims seats for a hold.
     *
     * @param mine holds whose unsold seats may be taken over
     * @return the seats that were claimed; fewer than asked for when others have some, and then the caller rolls back
     */
    Set<String> hold(
            Handle handle, long showtimeId, Collection<String> seats, UUID holdId, Collection<UUID> mine, long version,
            Instant expiresAt) {
        return new HashSet<>(handle.createQuery("""
                        INSERT INTO seat_claim AS c (showtime_id, seat, hold_id, version, expires_at)
                        SELECT :showtime, seat, :hold, :version, :expires
                        FROM unnest(:seats::text[]) AS seat ORDER BY seat COLLATE "C"
                        ON CONFLICT (showtime_id, seat) DO UPDATE
                            SET hold_id = excluded.hold_id, version = excluded.version, expires_at = excluded.expires_at
                            WHERE c.booking_id IS NULL
                              AND (c.expires_at <= clock_timestamp() OR c.hold_id = ANY(:mine::uuid[]))
                        RETURNING c.seat""")
                .bind("showtime", showtimeId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("hold", holdId)
                .bind("version", version)
                .bind("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .bindArray("mine", UUID.class, mine.toArray())
                .mapTo(String.class)
                .list());
    }

    /**
     * Makes the claims of a hold sold ones; seats that it lost by expiry are taken again where they are free.
     *
     * @return how many seats are sold now; fewer than asked for when others have some, and then the caller rolls back
     */
    public int sell(
            Handle handle, long showtimeId, Collection<String> seats, UUID holdId, UUID bookingId, long version) {
        return handle.createUpdate("""
                        INSERT INTO seat_claim AS c (showtime_id, seat, hold_id, booking_id, version)
                        SELECT :showtime, seat, :hold, :booking, :version
                        FROM unnest(:seats::text[]) AS seat ORDER BY seat COLLATE "C"
                        ON CONFLICT (showtime_id, seat) DO UPDATE
                            SET hold_id = excluded.hold_id, booking_id = excluded.booking_id,
                                version = excluded.version, expires_at = NULL
                            WHERE c.booking_id IS NULL
                              AND (c.expires_at <= clock_timestamp() OR c.hold_id = excluded.hold_id)""")
                .bind("showtime", showtimeId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("hold", holdId)
                .bind("booking", bookingId)
                .bind("version", version)
                .execute();
    }

    void extend(Handle handle, UUID holdId, long version, Instant expiresAt) {
        handle.createUpdate("""
                        UPDATE seat_claim SET version = :version, expires_at = :expires
                        WHERE hold_id = :hold AND booking_id IS NULL""")
                .bind("hold", holdId)
                .bind("version", version)
                .bind("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Frees the unsold seats of a hold and tells which. */
    List<String> release(Handle handle, UUID holdId) {
        return handle.createQuery(
                        "DELETE FROM seat_claim WHERE hold_id = :hold AND booking_id IS NULL RETURNING seat")
                .bind("hold", holdId)
                .mapTo(String.class)
                .list();
    }

    /** Frees seats of a booking. */
    public void free(Handle handle, long showtimeId, UUID bookingId, Collection<String> seats) {
        handle.createUpdate("""
                        DELETE FROM seat_claim
                        WHERE showtime_id = :showtime AND seat = ANY(:seats) AND booking_id = :booking""")
                .bind("showtime", showtimeId)
                .bindArray("seats", String.class, seats.toArray())
                .bind("booking", bookingId)
                .execute();
    }
}
