package io.marquee.api.report;

import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
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
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one theater sold over time. Public. */
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
     * @param compare {@code previous} adds as many days or months right before
     */
    @Get("/theaters/{id}/sales")
    @Produces({MediaType.APPLICATION_JSON, Csv.MEDIA_TYPE})
    @Operation(
            summary = "A theater's totals by day or month",
            description = "Of months, from and to may be dates too: the months that they lie in. compare=previous adds "
                    + "the time before: as many days, or months, as are asked for. With Accept: text/csv the items as "
                    + "CSV, amounts as decimals, and the time before to the right.")
    @ApiResponse(
            responseCode = "200",
            description = "Every day or month in order",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = TheaterSeries.class)),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject(
                                "date,bookings,cancellations,tickets,gross,refunded,revenue,currency,status\r\n"
                                        + "2024-05-11,107,6,274,5057.75,203.75,4854.00,USD,final\r\n"))})
    @ApiResponse(
            responseCode = "400",
            description = "A malformed value, from after to, or a range that is too long; errors names the parameter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No such theater",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> series(
            HttpRequest<?> request,
            long id,
            @QueryValue(defaultValue = "day") String granularity,
            @Nullable @QueryValue @Parameter(example = "2024-05-10") String from,
            @Nullable @QueryValue @Parameter(example = "2024-05-12") String to,
            @Nullable @QueryValue String currency,
            @Nullable @QueryValue @Parameter(example = "previous") String compare) {
        boolean months = switch (granularity) {
            case "day" -> false;
            case "month" -> true;
            default -> throw ProblemException.badField("granularity", "must be day or month");
        };
        if (compare != null && !compare.equals("previous")) {
            throw ProblemException.badField("compare", "must be previous, or left out");
        }
        String asked = TopTheaterController.readCurrency(currency);
        LocalDate last = to == null ? null : firstDay("to", to, months);
        LocalDate first = from == null ? null : firstDay("from", from, months);
        TheaterPlaces.Place place =
                places.find(id).orElseThrow(() -> ProblemException.unknownField("id", "theater", id));
        if (last == null) {
            LocalDate today = LocalDate.now(ZoneId.of(place.timeZone()));
            last = months ? today.withDayOfMonth(1) : today;
        }
        if (first == null) {
            first = months ? last.minusMonths(MONTHS - 1) : last.minusDays(DAYS - 1);
        }
        requireRange(first, last, months);
        TheaterSeries series = series(
                id, asked == null ? place.currency() : asked, granularity, new DateRange(first, last), compare != null);
        return (Csv.isWanted(request)
                        ? Csv.answer(
                                "theater-" + id + "-sales", TheaterSeriesCsv.columns(series),
                                TheaterSeriesCsv.lines(series))
                        : HttpResponse.ok(series).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    private TheaterSeries series(
            long theater, String currency, String granularity, DateRange range, boolean withPrevious) {
        boolean months = granularity.equals("month");
        TheaterSeries.Previous previous = null;
        if (withPrevious) {
            long length = 1 + (months ? ChronoUnit.MONTHS : ChronoUnit.DAYS).between(range.from(), range.to());
            DateRange before = months
                    ? new DateRange(range.from().minusMonths(length), range.from().minusMonths(1))
                    : new DateRange(range.from().minusDays(length), range.from().minusDays(1));
            previous = new TheaterSeries.Previous(
                    before.from(), before.to(), items(theater, currency, months, before));
        }
        return new TheaterSeries(
                theater, currency, granularity, range.from(), range.to(), items(theater, currency, months, range),
                previous);
    }

    private List<TheaterSeries.Item> items(long theater, String currency, boolean months, DateRange range) {
        Map<LocalDate, TheaterSales> known = sales.ofTheater(theater, currency, months, range.from(), range.to());
        List<TheaterSeries.Item> items = new ArrayList<>();
        for (LocalDate day = range.from(); !day.isAfter(range.to());
                day = months ? day.plusMonths(1) : day.plusDays(1)) {
            items.add(TheaterSeries.Item.of(new SalesPeriod(day, months), known.get(day)));
        }
        return items;
    }

    private static void requireRange(LocalDate first, LocalDate last, boolean months) {
        if (first.isAfter(last)) {
            throw ProblemException.badField("from", "must not be after to");
        }
        if (first.plusDays(MOST_DAYS).isBefore(last) && !months || first.plusMonths(MOST_MONTHS).isBefore(last)) {
            throw ProblemException.badField(
                    "from",
                    "must be at most " + (months ? MOST_MONTHS + " months" : MOST_DAYS + " days") + " before to");
        }
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
