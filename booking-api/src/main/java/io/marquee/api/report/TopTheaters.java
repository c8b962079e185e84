package io.marquee.api.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;

/**
 * The theaters that earned most in a day or month, best first, ties by ascending id.
 *
 * @param date ISO 8601; left out for a month
 * @param month such as 2026-11; left out for a day
 * @param status of the least sure item
 * @param asOf when the latest of these totals was written
 * @param servedFrom {@code redis} or {@code postgres}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopTheaters(
        @Nullable String date,
        @Nullable String month,
        String currency,
        SalesStatus status,
        Instant asOf,
        String servedFrom,
        List<Item> items) {

    /**
     * A place on the leaderboard.
     *
     * @param rank from 1
     * @param revenueMinor gross less refunds, in minor units
     * @param tickets sold less given back
     */
    @Serdeable
    record Item(int rank, TheaterName theater, long revenueMinor, long tickets, SalesStatus status) {}
}
