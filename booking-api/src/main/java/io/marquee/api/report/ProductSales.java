package io.marquee.api.report;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What the theaters of a region sold of a movie in a month.
 *
 * @param month such as 2024-05; of a month that the range holds in part, its days in the range
 * @param productId the movie
 * @param productName its title
 * @param region of the theaters, as they are placed today; null when the catalogue does not know them
 * @param revenueMinor gross less refunds, in minor units
 * @param quantity tickets sold less given back
 * @param currency ISO 4217, the same in all rows
 */
@Serdeable
record ProductSales(
        @Schema(example = "2024-05") String month,
        @Schema(example = "444") long productId,
        @Schema(example = "Outrunning the Endless Window") String productName,
        @Nullable @Schema(example = "US Midwest") String region,
        @Schema(example = "24183650") long revenueMinor,
        @Schema(example = "14664") long quantity,
        @Schema(example = "USD") String currency) {}
