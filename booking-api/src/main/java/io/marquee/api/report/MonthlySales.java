package io.marquee.api.report;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What all theaters sold in a month.
 *
 * @param month such as 2024-05; of a month that the range holds in part, its days in the range
 * @param revenueMinor gross less refunds, in minor units
 * @param quantity tickets sold less given back
 * @param currency ISO 4217, the same in all rows
 */
@Serdeable
record MonthlySales(
        @Schema(example = "2024-05") String month,
        @Schema(example = "653740825") long revenueMinor,
        @Schema(example = "397620") long quantity,
        @Schema(example = "USD") String currency) {}
