package io.marquee.api.catalog;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;

/**
 * A movie as an administrator describes it.
 *
 * @param genres names, the main genre first; new ones are added
 * @param actors names in billing order; new ones are added
 * @param availableFrom first day that it may be shown on; null: from ever
 * @param availableUntil last day that it may be shown on; null: for ever
 */
@Serdeable
record MovieRequest(
        @Nullable @NotBlank @Size(max = 300) String title,
        @Nullable @Size(max = 10_000) String synopsis,
        @Nullable @NotNull @Min(1) @Max(1000) Integer runtimeMinutes,
        @Nullable @Size(max = 20) String rating,
        @Nullable LocalDate releaseDate,
        @Nullable LocalDate availableFrom,
        @Nullable LocalDate availableUntil,
        @Nullable @Size(max = 20) List<@NotBlank @Size(max = 100) String> genres,
        @Nullable @Size(max = 100) List<@NotBlank @Size(max = 200) String> actors) {}
