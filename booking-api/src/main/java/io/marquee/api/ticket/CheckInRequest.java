package io.marquee.api.ticket;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/**
 * A ticket at the door.
 *
 * @param code the text of the QR code
 * @param showtimeId the showing behind this door; left out, a ticket for any showing is let in
 */
@Serdeable
record CheckInRequest(
        @Nullable @NotBlank @Size(max = 1024) @Schema(description = "The text of the QR code.") String code,
        @Nullable @Positive
                @Schema(description = "The showing behind this door; tickets for others are refused.", example = "1")
                Long showtimeId) {}
