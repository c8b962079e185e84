package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Seat;
import io.marquee.api.http.ETags;
import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads who has which seat, each time as one consistent moment. */
@Singleton
public class SeatMaps {

    private static final int IMPRINT_BYTES = 8;

    private final Jdbi jdbi;
    private final Showings showings;
    private final SeatPlans plans;

    SeatMaps(Jdbi jdbi, Showings showings, SeatPlans plans) {
        this.jdbi = jdbi;
        this.showings = showings;
        this.plans = plans;
    }

    /**
     * The claims of a showing.
     *
     * @param version the showing's version; what happened up to it is in here
     * @param seats by name, those that were claimed; held, booked, or available where the hold has just expired
     */
    public record Snapshot(long showtimeId, long version, Map<String, SeatState> seats) {

        /** The held and booked seats alone: whatever is not listed is available. */
        public Map<String, SeatState> claimed() {
            Map<String, SeatState> claimed = new LinkedHashMap<>(seats);
            claimed.values().removeIf(seat -> seat.state().equals(SeatState.AVAILABLE));
            return claimed;
        }

        private long held() {
            return seats.values().stream().filter(seat -> seat.state().equals(SeatState.HELD)).count();
        }
    }

    /** A seat map to be built when it is needed, with the tag that names its state. */
    record Tagged(String tag, SeatMap map) {}

    /**
     * Reads the claims of a showing. It blocks: not for the event loop.
     *
     * @throws ProblemException 404 when there is no such showing
     */
    public Snapshot snapshot(long showtimeId) {
        return jdbi.withHandle(handle -> snapshot(handle, showtimeId));
    }

    /**
     * Reads all seats of a showing.
     *
     * <p>The tag names version and number of held seats: between two versions nothing can happen but that holds expire,
     * and each of these leaves fewer held seats.
     */
    Tagged read(long showtimeId) {
        return jdbi.withHandle(handle -> {
            Showing showing = showings.find(handle, showtimeId);
            SeatPlan plan = plans.find(handle, showing.auditoriumId(), showing.revision());
            Snapshot snapshot = snapshot(handle, showtimeId);
            Map<String, SeatState> seats = new LinkedHashMap<>();
            for (String seat : plan.seats().keySet()) {
                seats.put(seat, snapshot.seats.getOrDefault(seat, SeatState.NEVER_CLAIMED));
            }
            List<String> accessible = plan.seats().values().stream()
                    .filter(seat -> seat.category().equals("accessible"))
                    .map(Seat::name)
                    .toList();
            String tag = String.format(
                    "\"%d-%d-%d-%s\"",
                    snapshot.version, snapshot.held(), showing.revision(), imprint(showing.prices()));
            return new Tagged(
                    tag,
                    new SeatMap(
                            showtimeId, snapshot.version, showing.currency(), showing.prices(), plan.layout(),
                            accessible, seats));
        });
    }

    private static Snapshot snapshot(Handle handle, long showtimeId) {
        // One statement sees one moment: the version belongs to the seats. A showing without claims has one row of
        // nulls.
        Map<String, SeatState> seats = new LinkedHashMap<>();
        Long version = handle.createQuery("""
                        SELECT s.version AS showing_version, c.seat, c.version,
                               CASE WHEN c.booking_id IS NOT NULL THEN 'booked'
                                    WHEN c.expires_at > statement_timestamp() THEN 'held'
                                    ELSE 'available' END AS state,
                               c.expires_at
                        FROM showtime s LEFT JOIN seat_claim c ON c.showtime_id = s.id
                        WHERE s.id = :id""")
                .bind("id", showtimeId)
                .reduceResultSet((Long) null, (before, row, context) -> {
                    if (row.getString("seat") != null) {
                        String state = row.getString("state");
                        OffsetDateTime expiry = row.getObject("expires_at", OffsetDateTime.class);
                        seats.put(
                                row.getString("seat"),
                                new SeatState(
                                        state,
                                        row.getLong("version"),
                                        state.equals(SeatState.HELD) ? expiry.toInstant() : null));
                    }
                    return row.getLong("showing_version");
                });
        if (version == null) {
            throw ProblemException.notFound("showtime", showtimeId);
        }
        return new Snapshot(showtimeId, version, seats);
    }

    private static String imprint(Map<String, Long> prices) {
        byte[] all = new TreeMap<>(prices).toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ETags.sha256(all), 0, IMPRINT_BYTES);
    }
}
