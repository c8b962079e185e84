package io.marquee.api.report;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.LocalDate;
import java.util.List;

/**
 * Shares of what was sold in a span of days.
 *
 * @param by {@code movie}, {@code genre} or {@code region}
 * @param startDate first business day
 * @param endDate last business day
 * @param currency ISO 4217, of all amounts
 * @param revenueMinor gross less refunds of all, listed or not, in minor units
 * @param tickets sold less given back, of all
 * @param currencies all that anything was sold or given back in, in that time, by code
 * @param items best first
 */
@Serdeable
record SalesBy(
        String by, LocalDate startDate, LocalDate endDate, String currency, long revenueMinor, long tickets,
        List<String> currencies, List<Item> items) {

    /**
     * One movie, genre or region.
     *
     * @param id of a movie or genre; null of a region, and of what the catalogue does not know
     * @param name as the catalogue has it
     * @param revenueMinor gross less refunds, in minor units
     * @param tickets sold less given back
     */
    @Serdeable
    record Item(@Nullable Long id, String name, long revenueMinor, long tickets) {}
}
