package io.marquee.api.report;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one theater sold over time. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
class TheaterSalesController {

    private static final int DAYS = 30;
    private static final int MONTHS = 12;
    private static final int MOST_DAYS = 800;
    private static final int MOST_MONTHS = 240;

    private final PostgresSales sales;
    private final TheaterPlaces places;

    TheaterSalesController(PostgresSales sales, TheaterPlaces places) {
        this.sales = sales;
        this.places = places;
    }

    /**
     * A theater's totals, an item per day or month, also where nothing was sold.
     *
     * @param granularity {@code day} (default) or {@code month}
     * @param from first date or, of months, first month; 30 days or 12 months up to {@code to} when left out
     * @param to last date or month, the theater's today when left out
     * @param currency ISO 4217; the theater's own when left out
     */
    @Get("/theaters/{id}/sales")
    @Operation(summary = "A theater's totals by day or month")
    @ApiResponse(responseCode = "400", description = "A malformed value, or a range that is too long")
    @ApiResponse(responseCode = "404", description = "No such theater")
    TheaterSeries series(
            long id,
            @QueryValue(defaultValue = "day") String granularity,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String currency) {
        boolean months = switch (granularity) {
            case "day" -> false;
            case "month" -> true;
            default -> throw ProblemException.badField("granularity", "must be day or month");
        };
        String asked = TopTheaterController.readCurrency(currency);
        LocalDate last = to == null ? null : firstDay("to", to, months);
        LocalDate first = from == null ? null : firstDay("from", from, months);
        TheaterPlaces.Place place = places.find(id).orElseThrow(() -> ProblemException.notFound("theater", id));
        if (last == null) {
            LocalDate today = LocalDate.now(ZoneId.of(place.timeZone()));
            last = months ? today.withDayOfMonth(1) : today;
        }
        if (first == null) {
            first = months ? last.minusMonths(MONTHS - 1) : last.minusDays(DAYS - 1);
        }
        if (first.isAfter(last)) {
            throw ProblemException.badField("from", "must not be after to");
        }
        if (first.plusDays(MOST_DAYS).isBefore(last) && !months || first.plusMonths(MOST_MONTHS).isBefore(last)) {
            throw ProblemException.badField(
                    "from",
                    "must be at most " + (months ? MOST_MONTHS + " months" : MOST_DAYS + " days") + " before to");
        }
        String shown = asked == null ? place.currency() : asked;
        Map<LocalDate, TheaterSales> known = sales.ofTheater(id, shown, months, first, last);
        List<TheaterSeries.Item> items = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = months ? day.plusMonths(1) : day.plusDays(1)) {
            items.add(TheaterSeries.Item.of(new SalesPeriod(day, months), known.get(day)));
        }
        return new TheaterSeries(id, shown, granularity, first, last, items);
    }

    private static LocalDate firstDay(String parameter, String text, boolean months) {
        // Of months a date is taken too: whoever has a range of days need not cut it.
        if (months) {
            return text.length() == "2026-11".length()
                    ? SalesPeriod.readMonth(parameter, text).atDay(1)
                    : SalesPeriod.readDate(parameter, text).withDayOfMonth(1);
        }
        return SalesPeriod.readDate(parameter, text);
    }
}
