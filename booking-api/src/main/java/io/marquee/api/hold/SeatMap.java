package io.marquee.api.hold;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/**
 * All seats of a showing at one moment.
 *
 * @param version the showing's version; what happened up to it is in here
 * @param layout where the seats are
 * @param prices minor units by category
 * @param accessible seats for those who need the room
 * @param seats every seat by name
 */
@Serdeable
record SeatMap(
        long showtimeId,
        long version,
        String currency,
        Map<String, Long> prices,
        Layout layout,
        List<String> accessible,
        Map<String, SeatState> seats) {}
