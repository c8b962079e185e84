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
        @Schema(example = "745") long productId,
        @Schema(example = "The Iron Cathedral of Linden Square") String productName,
        @Schema(example = "375191025") long revenueMinor,
        @Schema(example = "227247") long quantity,
        @Schema(example = "USD") String currency) {}
