package io.marquee.api.catalog;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Map;

/**
 * A showing of a movie.
 *
 * @param auditorium its name
 * @param localStart the start on the theater's clock with its offset, such as {@code 2026-11-21T19:30:00-05:00}
 * @param prices by category of seat, in minor units
 * @param seatsAvailable seats that nobody has claimed just now
 * @param status {@code scheduled} or {@code cancelled}
 */
@Serdeable
record Showtime(
        long id,
        long movieId,
        String movieTitle,
        int runtimeMinutes,
        long theaterId,
        String theaterName,
        long auditoriumId,
        String auditorium,
        Instant startsAt,
        Instant endsAt,
        String localStart,
        String timeZone,
        String currency,
        Map<String, Long> prices,
        int seatsTotal,
        int seatsAvailable,
        String status) {

    /** What an administrator sets, and If-Match compares: not the seats that are sold meanwhile. */
    ShowtimeRequest definition() {
        return new ShowtimeRequest(movieId, auditoriumId, startsAt, endsAt, prices);
    }
}
