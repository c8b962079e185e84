package io.marquee.api.report;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a theater sold of a movie.
 *
 * @param title as the catalogue has it
 * @param tickets sold less given back
 * @param revenueMinor gross less refunds, in minor units
 * @param currency ISO 4217
 */
@Serdeable
record TheaterMovie(
        @Schema(example = "444") long movieId,
        @Schema(example = "Outrunning the Endless Window") String title,
        @Schema(example = "621") long tickets,
        @Schema(example = "1039250") long revenueMinor,
        @Schema(example = "USD") String currency) {}
