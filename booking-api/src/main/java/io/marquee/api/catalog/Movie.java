package io.marquee.api.catalog;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.LocalDate;
import java.util.List;

/**
 * A movie.
 *
 * @param genres names, the main genre first
 * @param actors names in billing order
 * @param availableFrom first day that it may be shown on; null: from ever
 * @param availableUntil last day that it may be shown on; null: for ever
 */
@Serdeable
record Movie(
        long id,
        String title,
        String synopsis,
        int runtimeMinutes,
        @Nullable String rating,
        @Nullable LocalDate releaseDate,
        @Nullable LocalDate availableFrom,
        @Nullable LocalDate availableUntil,
        List<String> genres,
        List<String> actors) {}
