package io.marquee.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The sweep of what must hold after every run: what DESIGN calls "correct", as far as the database can tell. */
public final class Invariants {

    private static final Map<String, String> VIOLATIONS = Map.ofEntries(
            Map.entry("a booked seat is claimed by exactly its confirmed booking", """
                    SELECT b.id || ' ' || seat FROM booking b, unnest(b.seats) AS seat
                    WHERE b.status = 'confirmed' AND NOT EXISTS (
                        SELECT FROM seat_claim c WHERE c.showtime_id = b.showtime_id AND c.seat = seat
                                                   AND c.booking_id = b.id)"""),
            Map.entry("a sold claim belongs to a confirmed booking that has the seat", """
                    SELECT c.seat FROM seat_claim c LEFT JOIN booking b ON b.id = c.booking_id
                    WHERE c.booking_id IS NOT NULL AND (b.status <> 'confirmed' OR NOT c.seat = ANY(b.seats))"""),
            Map.entry("an active hold has exactly the seats that it names", """
                    SELECT h.id::text FROM hold h WHERE h.status = 'active' AND h.expires_at > clock_timestamp()
                      AND (SELECT array_agg(c.seat ORDER BY c.seat) FROM seat_claim c WHERE c.hold_id = h.id)
                          IS DISTINCT FROM (SELECT array_agg(seat ORDER BY seat) FROM unnest(h.seats) AS seat)"""),
            Map.entry("a live unsold claim belongs to an active hold", """
                    SELECT c.seat FROM seat_claim c JOIN hold h ON h.id = c.hold_id
                    WHERE c.booking_id IS NULL AND c.expires_at > clock_timestamp()
                      AND (h.status <> 'active' OR h.expires_at <> c.expires_at)"""),
            Map.entry("a booking has exactly one captured payment", """
                    SELECT b.id::text FROM booking b WHERE 1 <> (
                        SELECT count(*) FROM payment p WHERE p.booking_id = b.id AND p.status = 'captured'
                                                         AND p.amount_minor = b.total_minor)"""),
            Map.entry("a captured payment has a booking or exactly one refund", """
                    SELECT p.id::text FROM payment p WHERE p.status = 'captured' AND (
                        (p.booking_id IS NULL) <> (1 = (SELECT count(*) FROM refund r WHERE r.payment_id = p.id
                                                                                      AND r.booking_id IS NULL)))"""),
            Map.entry("each seat of a hold that was sold is still the booking's, or refunded once", """
                    SELECT b.id::text FROM booking b JOIN hold h ON h.id = b.hold_id
                    WHERE (SELECT array_agg(seat ORDER BY seat) FROM (
                               SELECT unnest(b.seats) AS seat WHERE b.status = 'confirmed'
                               UNION ALL
                               SELECT unnest(r.seats) FROM refund r WHERE r.booking_id = b.id) had)
                          IS DISTINCT FROM (SELECT array_agg(seat ORDER BY seat) FROM unnest(h.seats) AS seat)"""),
            Map.entry("a cancelled booking is refunded in full, others keep a seat", """
                    SELECT b.id::text FROM booking b
                    LEFT JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS back FROM refund r
                                       WHERE r.booking_id = b.id) refunded ON true
                    WHERE CASE b.status WHEN 'cancelled' THEN back <> b.total_minor
                                        ELSE back > b.total_minor OR cardinality(b.seats) = 0 END"""),
            Map.entry("a booked seat of a coming showing is in its auditorium", """
                    SELECT b.id || ' ' || seat FROM booking b JOIN showtime s ON s.id = b.showtime_id
                    JOIN auditorium a ON a.id = s.auditorium_id, unnest(b.seats) AS seat
                    WHERE b.status = 'confirmed' AND s.ends_at > now() AND NOT EXISTS (
                        SELECT FROM jsonb_path_query(a.layout, '$.rows[*].seats[*].name') AS name
                        WHERE name #>> '{}' = seat)"""),
            Map.entry("what goes back is what the seats were sold at", """
                    SELECT r.id || ' ' || r.amount_minor FROM refund r
                    JOIN payment p ON p.id = r.payment_id AND p.provider <> 'till' -- tills have prices of their own
                    JOIN booking b ON b.id = r.booking_id JOIN hold h ON h.id = b.hold_id
                    JOIN showtime s ON s.id = b.showtime_id JOIN auditorium a ON a.id = s.auditorium_id
                    WHERE s.ends_at > now() AND r.amount_minor IS DISTINCT FROM (
                        SELECT sum((coalesce(h.prices, s.prices) ->> (seat ->> 'category'))::bigint)
                        FROM jsonb_path_query(a.layout, '$.rows[*].seats[*]') AS seat
                        WHERE seat ->> 'name' = ANY(r.seats))"""),
            Map.entry("the mock provider's books agree with ours", """
                    SELECT p.id::text FROM payment p LEFT JOIN mock_provider.charge m ON m.reference = p.id::text
                    WHERE p.provider = 'mock' AND p.amount_minor > 0 -- it is not asked for nothing
                      AND (p.status = 'captured') <> coalesce(m.status = 'captured', false) AND p.status <> 'pending'
                    UNION ALL
                    SELECT r.id::text FROM refund r JOIN payment p ON p.id = r.payment_id
                    LEFT JOIN mock_provider.refund m ON m.reference = r.id::text
                    WHERE p.provider = 'mock' AND r.status = 'done' AND r.amount_minor > 0
                      AND (m.amount_minor IS DISTINCT FROM r.amount_minor)"""),
            Map.entry("versions of a showing are gap-free: each has its event", """
                    SELECT s.id::text FROM showtime s WHERE s.version <> (
                        SELECT count(DISTINCT payload::jsonb ->> 'sequence') FROM outbox o
                        WHERE o.showtime_id = s.id AND o.topic IN ('seat-locks', 'bookings'))"""),
            Map.entry("in the outbox's order the versions of a showing grow", """
                    SELECT id::text FROM (
                        SELECT id, (payload::jsonb ->> 'sequence')::bigint AS version,
                               lag((payload::jsonb ->> 'sequence')::bigint)
                                   OVER (PARTITION BY showtime_id ORDER BY xid, id) AS before FROM outbox
                          WHERE payload::jsonb ->> 'source' = 'showtime:' || showtime_id) o -- tills number their own
                    WHERE before > version"""),
            Map.entry("no two sales or refunds share a sequence", """
                    SELECT min(id)::text FROM outbox WHERE topic = 'sales'
                    GROUP BY payload::jsonb ->> 'source', payload::jsonb ->> 'sequence' HAVING count(*) > 1"""),
            Map.entry("every booking has its sale, every cancellation its refund", """
                    SELECT b.id::text FROM booking b
                    WHERE 1 <> (SELECT count(*) FROM outbox o WHERE o.type = 'sale'
                                  AND o.payload::jsonb ->> 'booking_id' = b.id::text)
                       OR (SELECT array_agg((amount_minor, cardinality(seats))
                                            ORDER BY amount_minor, cardinality(seats))
                           FROM refund r WHERE r.booking_id = b.id)
                          IS DISTINCT FROM
                          (SELECT array_agg((amount, tickets) ORDER BY amount, tickets) FROM (
                               SELECT (payload::jsonb ->> 'amount_minor')::bigint AS amount,
                                      (payload::jsonb ->> 'tickets')::int AS tickets
                               FROM outbox o WHERE o.type = 'refund'
                                 AND o.payload::jsonb ->> 'booking_id' = b.id::text) told)"""),
            Map.entry("a cancelled showing has neither bookings nor holds left, once it is finished", """
                    SELECT s.id::text FROM showtime s WHERE s.status = 'cancelled'
                      AND EXISTS (SELECT FROM seat_claim c WHERE c.showtime_id = s.id)"""));

    private Invariants() {}

    /** Fails with the name of what is violated, and by which rows. */
    public static void check(Jdbi database) {
        VIOLATIONS.forEach((rule, sql) -> {
            List<String> violating =
                    database.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
            assertThat(violating).as(rule).isEmpty();
        });
    }
}
