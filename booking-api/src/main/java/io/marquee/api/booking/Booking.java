package io.marquee.api.booking;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Seats that were bought, with what a ticket shows.
 *
 * @param id the same as {@code bookingId}
 * @param status {@code confirmed} or {@code cancelled}; before that {@code pending_payment}, or instead of it
 *     {@code payment_failed}, or {@code refunded} when the money came and the seats were gone
 * @param localStart the start on the theater's clock with its offset
 * @param seats what it lets in; after a cancellation the last seats that it had
 * @param refundedSeats seats that were given back
 * @param totalMinor what was paid, in minor units
 * @param refundedMinor what went or goes back, in minor units
 * @param clientSecret what the customer's browser pays with at the provider; only in the answer 202
 * @param paymentFailure why the last try to pay failed; null when none did, and once it is paid
 */
@Serdeable
record Booking(
        UUID id,
        UUID bookingId,
        UUID holdId,
        String status,
        long showtimeId,
        long movieId,
        String movieTitle,
        long theaterId,
        String theaterName,
        String theaterLocation,
        String auditorium,
        Instant startsAt,
        String localStart,
        String timeZone,
        List<String> seats,
        List<String> refundedSeats,
        long totalMinor,
        long refundedMinor,
        String currency,
        String email,
        Instant createdAt,
        @Nullable Instant cancelledAt,
        @Nullable String clientSecret,
        @Nullable String paymentFailure) {

    /** The status of one that waits for its payment. */
    static final String PENDING = "pending_payment";

    /** Whether there is, or was, a booking, and not only an attempt to pay for one. */
    boolean isBooked() {
        return status.equals("confirmed") || status.equals("cancelled");
    }

    /** The same, with what the customer pays with. */
    Booking payableWith(@Nullable String secret) {
        return new Booking(
                id, bookingId, holdId, status, showtimeId, movieId, movieTitle, theaterId, theaterName, theaterLocation,
                auditorium, startsAt, localStart, timeZone, seats, refundedSeats, totalMinor, refundedMinor, currency,
                email, createdAt, cancelledAt, secret, paymentFailure);
    }
}
