package io.marquee.api.catalog;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A theater as an administrator describes it.
 *
 * @param timeZone IANA name, such as {@code America/Chicago}
 * @param currency ISO 4217 code
 */
@Serdeable
record TheaterRequest(
        @Nullable @NotBlank @Size(max = 200) String name,
        @Nullable @NotBlank @Size(max = 200) String location,
        @Nullable @NotBlank @Size(max = 200) String region,
        @Nullable @NotBlank @Size(max = 60) String timeZone,
        @Nullable @NotBlank @Size(max = 3) String currency) {}
