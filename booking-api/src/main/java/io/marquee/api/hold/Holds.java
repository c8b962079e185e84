package io.marquee.api.hold;

import io.marquee.api.Ids;
import io.marquee.api.catalog.Prices;
import io.marquee.api.hold.Claims.Claim;
import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.api.problem.ProblemException;
import io.marquee.events.SeatEvent;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Holds seats, extends holds, gives them up. PostgreSQL decides: a transaction locks the showing, claims all seats or
 * none, and writes the event. A hold that is active has exactly the seats that it names.
 */
@Singleton
class Holds {

    private final Jdbi jdbi;
    private final ShowingQueue queue;
    private final Showings showings;
    private final SeatPlans plans;
    private final HoldRows rows;
    private final Claims claims;
    private final OutboxWriter outbox;
    private final OutboxSignal signal;
    private final HoldSettings settings;
    private final SeatLimit limit;
    private final Prices prices;
    private final MeterRegistry meters;

    Holds(
            Jdbi jdbi, ShowingQueue queue, Showings showings, SeatPlans plans, HoldRows rows, Claims claims,
            OutboxWriter outbox, OutboxSignal signal, HoldSettings settings, SeatLimit limit, Prices prices,
            MeterRegistry meters) {
        this.jdbi = jdbi;
        this.queue = queue;
        this.showings = showings;
        this.plans = plans;
        this.rows = rows;
        this.claims = claims;
        this.outbox = outbox;
        this.signal = signal;
        this.settings = settings;
        this.limit = limit;
        this.prices = prices;
        this.meters = meters;
    }

    /**
     * Holds the seats of a wish, all or none. Seats that the holder has in other holds of this showing move over to the
     * new one, and so does the cap of these holds: nobody keeps a seat for ever by asking for it again.
     *
     * @throws ProblemException 400 for seats that do not exist, 404 without a showing, 409 when seats are not to be had
     */
    Hold hold(String holder, long showtimeId, SeatWish wish) {
        try {
            jdbi.useHandle(handle -> turnAwayTheHopeless(handle, holder, showtimeId, wish));
            Hold hold = queue.inTurn(
                    showtimeId, () -> jdbi.inTransaction(handle -> claim(handle, holder, showtimeId, wish)));
            signal.committed();
            meters.counter("marquee.holds", "result", "held").increment();
            return hold;
        } catch (ProblemException refused) {
            meters.counter("marquee.holds", "result", "refused").increment();
            throw refused;
        }
    }

    /** The hold as it stands. */
    Hold find(String holder, UUID id) {
        return jdbi.withHandle(handle -> rows.find(handle, id, holder));
    }

    /**
     * Starts the hold's life anew, up to its cap.
     *
     * @throws ProblemException 409 when it is not active any more
     */
    Hold extend(String holder, UUID id) {
        long showtimeId = find(holder, id).showtimeId();
        Hold extended = queue.inTurn(
                showtimeId, () -> jdbi.inTransaction(handle -> extend(handle, showtimeId, id)));
        signal.committed();
        return extended;
    }

    private Hold extend(Handle handle, long showtimeId, UUID id) {
        Showing showing = showings.lock(handle, showtimeId);
        Hold hold = rows.lock(handle, id);
        requireActive(hold);
        if (!hold.expiresAt().isBefore(hold.latestExpiry())) {
            return hold; // nothing changes, so nobody is told
        }
        Turn turn = showings.next(handle, showtimeId);
        Instant expiresAt = earlier(turn.now().plus(settings.life()), hold.latestExpiry());
        if (expiresAt.isAfter(hold.expiresAt())) {
            rows.extend(handle, id, expiresAt);
        } else {
            expiresAt = hold.expiresAt();
        }
        claims.extend(handle, id, turn.version(), expiresAt);
        outbox.write(handle, showing.theaterId(), showtimeId, List.of(
                event(SeatEvent.Type.EXTENDED, showing, turn, hold.seats(), id, expiresAt)));
        return rows.lock(handle, id);
    }

    /**
     * Gives the seats up. Doing so again, or after the hold expired, changes nothing.
     *
     * @throws ProblemException 409 when the seats are sold
     */
    void release(String holder, UUID id) {
        long showtimeId = find(holder, id).showtimeId();
        queue.inTurn(showtimeId, () -> {
            jdbi.useTransaction(handle -> release(handle, showtimeId, id));
            return id;
        });
        signal.committed();
    }

    private void release(Handle handle, long showtimeId, UUID id) {
        Showing showing = showings.lock(handle, showtimeId);
        Hold hold = rows.lock(handle, id);
        if (hold.status().equals(Hold.BOOKED)) {
            throw ProblemException.conflict(
                    "hold-booked", "Hold booked", "The seats are sold; cancel the booking instead.");
        }
        if (hold.status().equals(Hold.RELEASED)) {
            return;
        }
        rows.end(handle, id, Hold.RELEASED);
        List<String> freed = claims.release(handle, id);
        if (!freed.isEmpty()) {
            Turn turn = showings.next(handle, showtimeId);
            outbox.write(handle, showing.theaterId(), showtimeId, List.of(
                    event(SeatEvent.Type.RELEASED, showing, turn, freed, id, null)));
        }
    }

    // Most of a crowd is told so here, by plain reads, instead of queueing for the lock. The transaction decides anew.
    private void turnAwayTheHopeless(Handle handle, String holder, long showtimeId, SeatWish wish) {
        Showing showing = showings.find(handle, showtimeId);
        showing.requireOnSale();
        SeatPlan plan = plans.find(handle, showing.auditoriumId(), showing.revision());
        wish.requireKnown(plan, showing.prices());
        if (wish.names().isEmpty()) {
            wish.choose(plan, claims.taken(handle, showtimeId));
        } else {
            requireNone(claims.unavailable(handle, showtimeId, wish.names(), holder), plan);
        }
    }

    private Hold claim(Handle handle, String holder, long showtimeId, SeatWish wish) {
        Showing showing = showings.lock(handle, showtimeId);
        showing.requireOnSale();
        // Read under the lock: layout and prices may have changed since.
        SeatPlan plan = plans.find(handle, showing.auditoriumId(), showing.revision());
        wish.requireKnown(plan, showing.prices());
        List<String> seats = wish.choose(
                plan, wish.names().isEmpty() ? claims.taken(handle, showtimeId) : Set.of());
        List<Claim> mine = claims.of(handle, showtimeId, holder);
        limit.require(mine, seats);
        if (!wish.names().isEmpty() && showing.singleSeats().binds(plan, seats)) {
            requireNoSingleLeft(handle, holder, showtimeId, seats, plan);
        }

        Turn turn = showings.next(handle, showtimeId);
        Set<UUID> givingUp = mine.stream()
                .filter(claim -> !claim.sold() && seats.contains(claim.seat()))
                .map(Claim::holdId)
                .collect(Collectors.toSet());
        Instant cap = turn.now().plus(settings.cap());
        for (Hold old : rows.lockAll(handle, givingUp)) {
            cap = earlier(cap, old.latestExpiry());
            giveUp(handle, old, seats, plan);
        }
        Hold hold = new Hold(
                Ids.next(), showtimeId, seats, plan.price(seats, showing.prices()), showing.currency(), Hold.ACTIVE,
                turn.now(), earlier(turn.now().plus(settings.life()), cap), cap);
        rows.insert(handle, hold, holder);
        Set<String> claimed = claims.hold(
                handle, showtimeId, seats, hold.holdId(), givingUp, turn.version(), hold.expiresAt());
        requireNone(seats.stream().filter(seat -> !claimed.contains(seat)).toList(), plan);
        outbox.write(handle, showing.theaterId(), showtimeId, List.of(
                event(SeatEvent.Type.LOCKED, showing, turn, seats, hold.holdId(), hold.expiresAt())));
        return hold;
    }

    private void giveUp(Handle handle, Hold old, List<String> seats, SeatPlan plan) {
        List<String> kept = new ArrayList<>(old.seats());
        kept.removeAll(seats);
        if (kept.isEmpty()) {
            rows.end(handle, old.holdId(), Hold.RELEASED);
        } else {
            long total = plan.price(kept, prices.read(rows.prices(handle, old.holdId())));
            rows.shrink(handle, old.holdId(), kept, total);
        }
    }

    // Best seats are chosen by the same measure, over the whole auditorium.
    private void requireNoSingleLeft(
            Handle handle, String holder, long showtimeId, List<String> seats, SeatPlan plan) {
        List<String> around = plan.stretches(seats).stream().flatMap(List::stream).map(Layout.Seat::name).toList();
        List<String> left = SingleSeats.avoidable(plan, claims.taken(handle, showtimeId, around), seats);
        if (!left.isEmpty()) {
            // Seats that were taken meanwhile are the better reason.
            requireNone(claims.unavailable(handle, showtimeId, seats, holder), plan);
            throw ProblemException.singleSeatLeft(left);
        }
    }

    private static void requireNone(List<String> unavailable, SeatPlan plan) {
        if (!unavailable.isEmpty()) {
            throw ProblemException.seatsUnavailable(plan.inOrder(unavailable));
        }
    }

    private static void requireActive(Hold hold) {
        if (!hold.isActive()) {
            throw ProblemException.conflict("hold-gone", "Hold gone", "This hold is " + hold.status() + ".");
        }
    }

    static SeatEvent event(
            SeatEvent.Type type, Showing showing, Turn turn, List<String> seats, UUID holdId, Instant expiresAt) {
        return new SeatEvent(
                type, Ids.next().toString(), "showtime:" + showing.id(), turn.version(), turn.now(), showing.id(),
                seats, holdId.toString(), expiresAt, showing.startsAt());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
