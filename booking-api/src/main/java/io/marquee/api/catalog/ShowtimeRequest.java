package io.marquee.api.catalog;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;

/**
 * A showing as an administrator describes it.
 *
 * @param endsAt when the auditorium is free again; null: 15 minutes of trailers and the movie's
 *     runtime after the start
 * @param prices by category of seat, in minor units; every category of the auditorium has one
 */
@Serdeable
record ShowtimeRequest(
        @Nullable @NotNull Long movieId,
        @Nullable @NotNull Long auditoriumId,
        @Nullable @NotNull Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable @NotEmpty @Size(max = 20) Map<String, Long> prices) {}
