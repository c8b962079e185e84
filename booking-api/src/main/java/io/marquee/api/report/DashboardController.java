package io.marquee.api.report;

import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** A year at a glance. Public. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
class DashboardController {

    private static final String ALL_CURRENCIES = "*";

    private final SalesReports reports;
    private final PostgresSales sales;
    private final TheaterPlaces places;
    private final Clock clock = Clock.systemUTC();

    DashboardController(SalesReports reports, PostgresSales sales, TheaterPlaces places) {
        this.reports = reports;
        this.sales = sales;
        this.places = places;
    }

    @Get("/dashboard")
    @Operation(
            summary = "A number for every day or month of a year",
            description = "Of one theater, or of all without theater_id. bookings counts the bookings made on that "
                    + "day, those cancelled later included; cancellations those cancelled on it; tickets are net of "
                    + "those given back; revenue is net, in minor units. Revenue is in the currency asked for, else in "
                    + "the theater's own, or over all theaters in the house currency if anything was sold in it, else "
                    + "in the one with the most tickets. The other numbers count sales in all currencies, unless one "
                    + "is asked for. The year is the current one when left out.")
    @ApiResponse(
            responseCode = "200",
            description = "Every day (2024-01-01) or month (2024-01) of the year in order, zeros too",
            content = @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(type = "object", additionalPropertiesSchema = Long.class),
                    examples = @ExampleObject("{\"2024-01\":2099,\"2024-02\":1476,\"2024-03\":1664}")))
    @ApiResponse(
            responseCode = "400",
            description = "A malformed value; errors names the parameter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No such theater; errors names the parameter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Map<String, Long> dashboard(
            @Nullable @QueryValue("theater_id") @Parameter(example = "216") Long theaterId,
            @QueryValue(defaultValue = "day") String period,
            @Nullable @QueryValue @Parameter(example = "2024") Integer year,
            @QueryValue(defaultValue = "bookings") String metric,
            @Nullable @QueryValue String currency) {
        boolean months = switch (period) {
            case "day" -> false;
            case "month" -> true;
            default -> throw ProblemException.badField("period", "must be day or month");
        };
        if (year != null && (year < DateRange.EARLIEST.getYear() || year > DateRange.LATEST.getYear())) {
            throw ProblemException.badField(
                    "year", "must be from " + DateRange.EARLIEST.getYear() + " to " + DateRange.LATEST.getYear());
        }
        Metric counted = Metric.read(metric);
        String asked = TopTheaterController.readCurrency(currency);
        TheaterPlaces.Place place = theaterId == null ? null : places.find(theaterId)
                .orElseThrow(() -> ProblemException.unknownField("theater_id", "theater", theaterId));
        LocalDate first = LocalDate.of(year == null ? currentYear(place) : year, 1, 1);
        DateRange range = new DateRange(first, first.plusYears(1).minusDays(1));

        Map<String, Long> series = zeros(range, months);
        if (place != null) {
            String shown = asked == null && counted == Metric.REVENUE ? place.currency() : asked;
            sales.metricOf(theaterId, counted, shown, months, range)
                    .forEach((day, number) -> series.merge(new SalesPeriod(day, months).text(), number, Long::sum));
        } else {
            String shown = asked == null && counted != Metric.REVENUE ? ALL_CURRENCIES : asked;
            reports.byDay(range, shown).forEach(
                    day -> series.merge(new SalesPeriod(day.date(), months).text(), counted.of(day), Long::sum));
        }
        return series;
    }

    private int currentYear(@Nullable TheaterPlaces.Place place) {
        ZoneId zone = place == null ? ZoneOffset.UTC : ZoneId.of(place.timeZone());
        return LocalDate.now(clock.withZone(zone)).getYear();
    }

    private static Map<String, Long> zeros(DateRange range, boolean months) {
        Map<String, Long> series = new LinkedHashMap<>();
        for (LocalDate day = range.from(); !day.isAfter(range.to());
                day = months ? day.plusMonths(1) : day.plusDays(1)) {
            series.put(new SalesPeriod(day, months).text(), 0L);
        }
        return series;
    }
}
