package io.marquee.pipeline.seatmap;

import java.util.List;

/**
 * Seats of a showing that changed together.
 *
 * @param showtimeId the showing
 * @param seats names of the seats
 * @param state word of the state they have now: available, held or booked
 * @param version version of the showing after the change; of an expiry, that of the hold
 * @param expiresAt when their hold ends, in milliseconds since 1970; 0 unless held
 * @param expired whether this is a hold that ran out
 * @param forgetAt when nobody needs the showing's seats any more, in milliseconds since 1970
 */
public record SeatUpdate(
        long showtimeId, List<String> seats, String state, long version, long expiresAt, boolean expired,
        long forgetAt) {}
