package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * An attempt to charge someone for a hold.
 *
 * @param holder who pays
 * @param bookingId what was bought; null as long as, or because, it came to nothing
 */
public record Payment(
        UUID id,
        UUID holdId,
        long showtimeId,
        String holder,
        @Nullable UUID bookingId,
        String provider,
        long amountMinor,
        String currency,
        String email,
        String status) {

    /** Whether it is not yet known how it ended. */
    public boolean isPending() {
        return status.equals("pending");
    }
}
