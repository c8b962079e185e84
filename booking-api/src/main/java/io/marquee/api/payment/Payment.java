package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An attempt to charge someone for a hold.
 *
 * @param id of the attempt, and of the booking that it becomes
 * @param bookingId what was bought; null as long as, or because, it came to nothing
 * @param providerRef the provider's id of the charge, from the moment that the customer was left to pay
 * @param seats what it pays for; null when an earlier version began it
 */
public record Payment(
        UUID id,
        UUID holdId,
        long showtimeId,
        @Nullable UUID bookingId,
        String provider,
        @Nullable String providerRef,
        long amountMinor,
        String currency,
        String email,
        String status,
        @Nullable List<String> seats) {

    /** Whether it pays for exactly these seats at this price. */
    public boolean isFor(List<String> held, long totalMinor) {
        return amountMinor == totalMinor && (seats == null || Set.copyOf(seats).equals(Set.copyOf(held)));
    }

    /** Whether it is not yet known how it ended. */
    public boolean isPending() {
        return status.equals("pending");
    }

    /** Whether it is the customer's turn, so that it may stay open for minutes. */
    public boolean isAwaited() {
        return isPending() && providerRef != null;
    }

    /** Whether the money came. What was refused can still be captured: some providers let customers try again. */
    public boolean isCaptured() {
        return status.equals("captured");
    }
}
