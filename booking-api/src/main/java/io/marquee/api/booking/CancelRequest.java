package io.marquee.api.booking;

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
record CancelRequest(@Nullable @Size(min = 1, max = 100) List<@NotBlank @Size(max = 20) String> seats) {}
