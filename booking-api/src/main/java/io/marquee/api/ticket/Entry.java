package io.marquee.api.ticket;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * A seat whose holder is inside.
 *
 * @param localStart the start on the theater's clock with its offset
 * @param enteredAt when the ticket was let in
 */
@Serdeable
@Schema(name = "TicketEntry")
record Entry(
        UUID bookingId,
        @Schema(example = "C7") String seat,
        @Nullable @Schema(example = "premium") String category,
        long showtimeId,
        String movieTitle,
        String theaterName,
        String auditorium,
        Instant startsAt,
        @Schema(example = "2026-11-21T19:30:00-05:00") String localStart,
        @Schema(example = "America/New_York") String timeZone,
        Instant enteredAt) {}
