package io.marquee.api.ticket;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/**
 * A ticket at the door.
 *
 * @param code the text of the QR code
 * @param showtimeId the showing behind this door: tickets for others are refused; left out, any showing will do
 */
@Serdeable
@JsonIgnoreProperties(ignoreUnknown = false) // a misspelt showing must not open the door to all showings
record CheckInRequest(
        @Nullable @NotBlank @Size(max = 1024) String code,
        @Nullable @Positive Long showtimeId) {}
