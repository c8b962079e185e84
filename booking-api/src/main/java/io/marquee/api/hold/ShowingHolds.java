package io.marquee.api.hold;

import io.marquee.api.hold.Showings.Turn;
import io.marquee.api.outbox.OutboxWriter;
import io.marquee.events.SeatEvent;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The holds of a showing that will not take place. */
@Singleton
public class ShowingHolds {

    private final HoldRows rows;
    private final Claims claims;
    private final Showings showings;
    private final OutboxWriter outbox;

    ShowingHolds(HoldRows rows, Claims claims, Showings showings, OutboxWriter outbox) {
        this.rows = rows;
        this.claims = claims;
        this.showings = showings;
        this.outbox = outbox;
    }

    /**
     * Releases holds in a transaction that has locked the showing; each hold has a version of its own.
     *
     * @param limit how many at most
     * @return how many were released; fewer than the limit when none is left
     */
    public int release(Handle handle, Showing showing, int limit) {
        List<Hold> holds = rows.lockSome(handle, showing.id(), limit);
        for (Hold hold : holds) {
            rows.end(handle, hold.holdId(), hold.isActive() ? Hold.RELEASED : Hold.EXPIRED);
            List<String> freed = claims.release(handle, hold.holdId());
            if (!freed.isEmpty()) {
                Turn turn = showings.next(handle, showing.id());
                outbox.write(handle, showing.theaterId(), showing.id(), List.of(Holds.event(
                        SeatEvent.Type.RELEASED, showing, turn, freed, hold.holdId(), null)));
            }
        }
        return holds.size();
    }
}
