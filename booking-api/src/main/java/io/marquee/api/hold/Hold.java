package io.marquee.api.hold;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Seats that someone has for some minutes, to pay for them.
 *
 * @param seats names, row by row
 * @param totalMinor what they cost together, in minor units
 * @param status {@code active}, {@code expired}, {@code released} or {@code booked}
 * @param expiresAt when it ends by itself
 * @param latestExpiry the farthest that it can be extended to
 */
@Serdeable
public record Hold(
        UUID holdId,
        long showtimeId,
        List<String> seats,
        long totalMinor,
        String currency,
        String status,
        Instant createdAt,
        Instant expiresAt,
        Instant latestExpiry) {

    /** The status of a hold that can still be paid for. */
    public static final String ACTIVE = "active";

    /** The status of a hold whose time is over. */
    public static final String EXPIRED = "expired";

    /** The status of a hold that became a booking. */
    public static final String BOOKED = "booked";

    /** The status of a hold that was given up. */
    public static final String RELEASED = "released";

    /** Whether it can be paid for. */
    public boolean isActive() {
        return status.equals(ACTIVE);
    }
}
