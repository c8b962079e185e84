package io.marquee.api.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.LocalDate;
import java.util.List;

/**
 * A theater's totals, day by day or month by month, without gaps.
 *
 * @param granularity {@code day} or {@code month}
 * @param from first day of the first item
 * @param to first day of the last item
 */
@Serdeable
record TheaterSeries(
        long theaterId, String currency, String granularity, LocalDate from, LocalDate to, List<Item> items) {

    /**
     * One day or month.
     *
     * @param date of a day; left out for a month
     * @param month such as 2026-11; left out for a day
     * @param tickets sold less given back
     * @param revenueMinor gross less refunds, in minor units
     * @param status left out while nothing was sold
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @Nullable String date,
            @Nullable String month,
            long bookings,
            long cancellations,
            long tickets,
            long grossMinor,
            long refundedMinor,
            long revenueMinor,
            @Nullable SalesStatus status) {

        static Item of(SalesPeriod period, @Nullable TheaterSales sales) {
            String date = period.isMonth() ? null : period.text();
            String month = period.isMonth() ? period.text() : null;
            return sales == null
                    ? new Item(date, month, 0, 0, 0, 0, 0, 0, null)
                    : new Item(
                            date, month, sales.bookings(), sales.cancellations(), sales.netTickets(),
                            sales.grossMinor(), sales.refundedMinor(), sales.revenueMinor(), sales.status());
        }
    }
}
