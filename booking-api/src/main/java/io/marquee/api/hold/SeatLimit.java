package io.marquee.api.hold;

import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** How many seats of a showing one holder may have, held and bought ones together. */
@Singleton
public class SeatLimit {

    private final Claims claims;
    private final int most;

    SeatLimit(Claims claims, HoldSettings settings) {
        this.claims = claims;
        this.most = settings.maxSeats();
    }

    /** @throws ProblemException 409 when these seats, besides those that the holder has, are too many */
    void require(List<Claims.Claim> mine, Collection<String> seats) {
        int all = together(mine, seats);
        if (all > most) {
            throw ProblemException.conflict(
                    "seat-limit", "Too many seats",
                    "One holder may have " + most + " seats of a showing; these would make " + all + ".");
        }
    }

    /** Whether a hold that is over may be sold all the same, besides what its holder has by now. */
    public boolean allows(Handle handle, Hold hold) {
        return together(claims.ofHolderOf(handle, hold.holdId()), hold.seats()) <= most;
    }

    private static int together(List<Claims.Claim> mine, Collection<String> seats) {
        Set<String> all = new HashSet<>(seats);
        mine.forEach(claim -> all.add(claim.seat()));
        return all.size();
    }
}
