package io.marquee.api.report;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A movie among those that earned most.
 *
 * @param rank from 1
 * @param productId the movie
 * @param productName its title
 * @param revenueMinor gross less refunds, in minor units
 * @param quantity tickets sold less given back
 * @param currency ISO 4217, the same in all rows
 */
@Serdeable
record TopProduct(
        @Schema(example = "1") int rank,
        @Schema(example = "4711") long productId,
        @Schema(example = "The Long Winter") String productName,
        @Schema(example = "48210550") long revenueMinor,
        @Schema(example = "38112") long quantity,
        @Schema(example = "USD") String currency) {}
