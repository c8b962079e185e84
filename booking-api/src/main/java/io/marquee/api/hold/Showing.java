package io.marquee.api.hold;

import io.marquee.api.problem.ProblemException;
import java.time.Instant;
import java.util.Map;

/**
 * What one must know of a showing to sell its seats.
 *
 * @param version counts the changes of its seats
 * @param timeZone IANA zone of the theater
 * @param revision of the auditorium's layout
 * @param prices minor units by category of seat
 * @param singleSeats the theater's rule against seats left alone
 * @param cancelled the showing will not take place
 * @param started by the database's clock
 */
public record Showing(
        long id,
        long version,
        long movieId,
        long theaterId,
        String timeZone,
        String currency,
        long auditoriumId,
        int revision,
        Map<String, Long> prices,
        Instant startsAt,
        SingleSeatRule singleSeats,
        boolean cancelled,
        boolean started) {

    /**
     * Passes when seats are on sale.
     *
     * @throws ProblemException 409 when the showing was cancelled or has started
     */
    public void requireOnSale() {
        if (cancelled) {
            throw ProblemException.conflict(
                    "showing-cancelled", "Showing cancelled", "This showing was cancelled.");
        }
        if (started) {
            throw ProblemException.conflict(
                    "showing-started", "Showing started", "This showing has started; its seats are no longer sold.");
        }
    }
}
