package io.marquee.api.event;

import io.marquee.api.hold.Showings;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.problem.ProblemException;
import io.marquee.events.SalesEvent;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/** Takes events of tills and partners into the outbox: all of a request or none, and each once. */
@Singleton
class PostedEvents {

    private static final int ATTEMPTS = 5;
    private static final String DEADLOCK = "40P01";
    private static final String KNOWN = "SELECT source, sequence, event_id, content, booking_id FROM posted_event ";

    private final Jdbi jdbi;
    private final EventReader reader;
    private final Showings showings;
    private final SeatSales seats;
    private final OutboxWriter outbox;
    private final OutboxSignal signal;

    PostedEvents(
            Jdbi jdbi, EventReader reader, Showings showings, SeatSales seats, OutboxWriter outbox,
            OutboxSignal signal) {
        this.jdbi = jdbi;
        this.reader = reader;
        this.showings = showings;
        this.seats = seats;
        this.outbox = outbox;
        this.signal = signal;
    }

    private record Known(String source, long sequence, String eventId, String content, UUID bookingId) {}

    /**
     * Takes events. A repeated one is accepted again and changes nothing.
     *
     * @param body one event, or a list of them
     * @param caller who posted them
     * @return in the order of the request
     * @throws ProblemException 400 that names the field; 409 when a seat is not to be had, or when an event_id, or a
     *     source's sequence, was used for something else before
     */
    List<Accepted> take(String body, String caller) {
        List<PostedEvent> events = jdbi.withHandle(handle -> reader.read(handle, body));
        for (int attempt = 1; ; attempt++) {
            try {
                List<Accepted> accepted = jdbi.inTransaction(handle -> take(handle, events, caller));
                signal.committed();
                return accepted;
            } catch (JdbiException failed) {
                // Two requests with the same events in another order can wait for each other; one of them starts again.
                boolean again = failed.getCause() instanceof SQLException cause
                        && DEADLOCK.equals(cause.getSQLState()) && attempt < ATTEMPTS;
                if (!again) {
                    throw failed;
                }
            }
        }
    }

    private List<Accepted> take(Handle handle, List<PostedEvent> events, String caller) {
        // Before anything that takes a transaction id, and in one order.
        events.stream().filter(posted -> !posted.seats().isEmpty()).map(posted -> posted.event().showtimeId())
                .distinct().sorted().forEach(id -> showings.lock(handle, id));
        Accepted[] accepted = new Accepted[events.size()];
        IntStream.range(0, events.size()).boxed()
                .sorted(Comparator.comparing((Integer n) -> events.get(n).event().source())
                        .thenComparing(n -> events.get(n).event().sequence()))
                .forEach(n -> accepted[n] = take(handle, events.get(n), caller));
        return new ArrayList<>(List.of(accepted));
    }

    private Accepted take(Handle handle, PostedEvent posted, String caller) {
        SalesEvent event = posted.event();
        int isNew = handle.createUpdate("""
                        INSERT INTO posted_event (source, sequence, event_id, content, posted_by)
                        VALUES (:source, :sequence, :event_id, :content, :caller) ON CONFLICT DO NOTHING""")
                .bind("source", event.source())
                .bind("sequence", event.sequence())
                .bind("event_id", event.eventId())
                .bind("content", posted.content())
                .bind("caller", caller)
                .execute();
        if (isNew == 0) {
            return repeated(handle, posted);
        }
        UUID booking = null;
        if (!posted.seats().isEmpty()) {
            booking = seats.settle(handle, posted);
            handle.createUpdate("UPDATE posted_event SET booking_id = :booking WHERE event_id = :event_id")
                    .bind("booking", booking)
                    .bind("event_id", event.eventId())
                    .execute();
            event = new SalesEvent(
                    event.type(), event.eventId(), event.source(), event.sequence(), event.occurredAt(),
                    booking.toString(), event.theaterId(), event.timeZone(), event.movieId(), event.showtimeId(),
                    event.tickets(), event.amountMinor(), event.currency(), event.channel());
        }
        outbox.write(handle, event.theaterId(), event.showtimeId(), List.of(event));
        return new Accepted(event.eventId(), event.source(), event.sequence(), false, booking);
    }

    private static Accepted repeated(Handle handle, PostedEvent posted) {
        SalesEvent event = posted.event();
        Optional<Known> byId = find(handle.select(KNOWN + "WHERE event_id = ?", event.eventId()));
        Optional<Known> byPlace =
                find(handle.select(KNOWN + "WHERE source = ? AND sequence = ?", event.source(), event.sequence()));
        Known known = byId.or(() -> byPlace).orElseThrow(() -> new IllegalStateException(
                "Event " + event.eventId() + " was posted before and is not known"));
        if (!known.content.equals(posted.content())
                || (byId.isPresent() && byPlace.isPresent() && !byId.get().eventId.equals(byPlace.get().eventId))) {
            String field = byId.isPresent() ? "event_id" : "sequence";
            throw ProblemException.conflict(
                    "event-reused", "Event reused",
                    posted.place() + field + ": event " + known.eventId + ", number " + known.sequence + " of "
                            + known.source + ", was posted before and says something else.");
        }
        return new Accepted(known.eventId, known.source, known.sequence, true, known.bookingId);
    }

    private static Optional<Known> find(Query query) {
        return query.map((row, context) -> new Known(
                        row.getString("source"), row.getLong("sequence"), row.getString("event_id"),
                        row.getString("content"), row.getObject("booking_id", UUID.class)))
                .findOne();
    }
}
