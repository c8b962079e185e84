package io.marquee.api.ticket;

import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a booking lets in: the showing and the seats that are still its own.
 *
 * @param bookingId the booking
 * @param bookedAt when it was sold
 * @param seats seats that were not given back, in the order of the booking; empty after a cancellation
 * @param cancelled whether the booking or its showing was cancelled
 * @param showtimeId the showing
 * @param startsAt its start
 * @param endsAt its end, after the start
 * @param movieTitle what is shown
 * @param runtimeMinutes how long the movie is
 * @param rating its rating, null when it has none
 * @param theaterName where
 * @param theaterLocation the place of the theater
 * @param zone the theater's time zone
 * @param auditorium the name of the auditorium
 * @param currency ISO 4217
 * @param paidMinor what was paid for the booking less what was refunded, in minor units
 */
record Ticket(
        UUID bookingId,
        Instant bookedAt,
        List<Seat> seats,
        boolean cancelled,
        long showtimeId,
        Instant startsAt,
        Instant endsAt,
        String movieTitle,
        int runtimeMinutes,
        @Nullable String rating,
        String theaterName,
        String theaterLocation,
        ZoneId zone,
        String auditorium,
        String currency,
        long paidMinor) {

    /**
     * A seat of the booking.
     *
     * @param name row and number, such as C7
     * @param category its kind, null when the layout does not know the seat any more
     * @param priceMinor what it cost; null when that is not certain, because prices changed after the sale
     */
    record Seat(String name, @Nullable String category, @Nullable Long priceMinor) {}

    /** The start on the theater's clock. */
    ZonedDateTime localStart() {
        return startsAt.atZone(zone);
    }

    /** A short name of the booking to read out: the last eight digits of its id, which are random. */
    String reference() {
        String digits = bookingId.toString().toUpperCase(Locale.ROOT);
        int end = digits.length();
        return digits.substring(end - 8, end - 4) + "-" + digits.substring(end - 4);
    }
}
