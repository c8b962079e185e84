package io.marquee.api.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;

/**
 * A theater's totals, day by day or month by month, without gaps.
 *
 * @param granularity {@code day} or {@code month}
 * @param from first day of the first item
 * @param to first day of the last item
 * @param previous as many days or months right before, for comparison; left out unless asked for
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record TheaterSeries(
        @Schema(example = "216") long theaterId,
        @Schema(example = "USD") String currency,
        @Schema(example = "day") String granularity,
        @Schema(example = "2024-05-10") LocalDate from,
        @Schema(example = "2024-05-12") LocalDate to,
        List<Item> items,
        @Nullable Previous previous) {

    /**
     * The time before. Its items stand in the places of those that they are compared with.
     *
     * @param from first day of the first item
     * @param to first day of the last item
     */
    @Serdeable
    record Previous(
            @Schema(example = "2024-05-07") LocalDate from,
            @Schema(example = "2024-05-09") LocalDate to,
            List<Item> items) {}

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
            @Nullable @Schema(example = "2024-05-11") String date,
            @Nullable @Schema(example = "2024-05") String month,
            @Schema(example = "107") long bookings,
            @Schema(example = "6") long cancellations,
            @Schema(example = "274") long tickets,
            @Schema(example = "505775") long grossMinor,
            @Schema(example = "20375") long refundedMinor,
            @Schema(example = "485400") long revenueMinor,
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

        /** The day or month. */
        String period() {
            return date == null ? month : date;
        }
    }
}
