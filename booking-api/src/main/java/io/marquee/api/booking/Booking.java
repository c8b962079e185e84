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
 * @param status {@code confirmed} or {@code cancelled}
 * @param localStart the start on the theater's clock with its offset
 * @param seats what it lets in; after a cancellation the last seats that it had
 * @param refundedSeats seats that were given back
 * @param totalMinor what was paid, in minor units
 * @param refundedMinor what went or goes back, in minor units
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
        @Nullable Instant cancelledAt) {}
