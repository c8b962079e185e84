package io.marquee.api.booking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What to give back of a booking.
 *
 * @param seats names of seats; null for all
 */
@Serdeable
@JsonIgnoreProperties(ignoreUnknown = false) // a misspelt field must not become the wish to give all seats back
record CancelRequest(@Nullable @Size(min = 1, max = 100) List<@NotBlank @Size(max = 20) String> seats) {}
