package io.marquee.api.report;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * The theater that earned most on a day.
 *
 * @param date ISO 8601
 * @param revenueMinor gross less refunds, in minor units
 * @param tickets sold less given back
 * @param status provisional, final or restated
 * @param asOf when these totals were last written
 * @param servedFrom {@code redis} or {@code postgres}
 */
@Serdeable
record TopTheater(
        String date,
        String currency,
        TheaterName theater,
        long revenueMinor,
        long tickets,
        SalesStatus status,
        Instant asOf,
        String servedFrom) {}
