package io.marquee.api.report;

import io.marquee.api.http.Cursor;
import io.marquee.api.problem.Problem;
import io.marquee.api.report.Csv.Column;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.YearMonth;
import java.util.List;

/** The reports over all theaters, as JSON or CSV. Public. */
@Controller("/reports")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
@ApiResponse(
        responseCode = "400",
        description = "No date, a date out of 1890 to 2199, start_date after end_date, or no currency; errors names "
                + "the parameter",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
class SalesReportController {

    static final int TOP = 5;
    static final int DEFAULT_ROWS = 10_000;
    static final int MOST_ROWS = 100_000;

    private static final int MAX_TEXT = 500;
    private static final String CURRENCY = "Amounts of several currencies are not added up: the report is in the "
            + "currency asked for, else in the house currency if anything was sold in it, else in the one with the "
            + "most tickets. Each row names it. ";
    private static final String DATES = "start_date and end_date are included and can be left out. ";
    private static final String CSV = "With Accept: text/csv the same rows as CSV, amounts as decimals.";

    private final SalesReports reports;

    SalesReportController(SalesReports reports) {
        this.reports = reports;
    }

    @Get("/monthly-sales-summary")
    @Produces({MediaType.APPLICATION_JSON, Csv.MEDIA_TYPE})
    @Operation(
            summary = "What all theaters sold, month by month",
            description = "Months without a sale or refund are left out. " + DATES + CURRENCY + CSV)
    @ApiResponse(
            responseCode = "200",
            description = "Ascending by month",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        array = @ArraySchema(schema = @Schema(implementation = MonthlySales.class))),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject(
                                "month,revenue,quantity,currency\r\n2024-05,6537408.25,397620,USD\r\n"))})
    HttpResponse<?> monthlySummary(
            HttpRequest<?> request,
            @Nullable @QueryValue("start_date") @Parameter(example = "2024-01-01") String startDate,
            @Nullable @QueryValue("end_date") @Parameter(example = "2024-12-31") String endDate,
            @Nullable @QueryValue @Parameter(example = "USD") String currency) {
        List<MonthlySales> rows =
                reports.byMonth(range(startDate, endDate), TopTheaterController.readCurrency(currency));
        return answer(request, "monthly-sales-summary", rows, List.of(
                new Column<>("month", MonthlySales::month),
                new Column<>("revenue", row -> Csv.amount(row.revenueMinor(), row.currency())),
                new Column<>("quantity", MonthlySales::quantity),
                new Column<>("currency", MonthlySales::currency)));
    }

    @Get("/monthly-sales-breakdown")
    @Produces({MediaType.APPLICATION_JSON, Csv.MEDIA_TYPE})
    @Operation(
            summary = "What was sold, by month, movie and region",
            description = "product is the title of a movie, region a theater's; both are compared without case and "
                    + "accents, and match nothing rather than fail when there is none such. " + DATES
                    + "One request answers at most limit rows; where there are more, the header Link: <…>; "
                    + "rel=\"next\" has the address of the next ones. " + CURRENCY + CSV)
    @ApiResponse(
            responseCode = "200",
            description = "Ascending by month, product id and region",
            headers = @io.swagger.v3.oas.annotations.headers.Header(
                    name = HttpHeaders.LINK,
                    description = "The next rows, rel=\"next\"; absent on the last page",
                    schema = @Schema(type = "string")),
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        array = @ArraySchema(schema = @Schema(implementation = ProductSales.class))),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject("month,product_id,product_name,region,revenue,quantity,currency\r\n"
                                + "2024-05,444,Outrunning the Endless Window,US Midwest,241836.50,14664,USD\r\n"))})
    HttpResponse<?> breakdown(
            HttpRequest<?> request,
            @Nullable @QueryValue @Size(max = MAX_TEXT) @Parameter(example = "Outrunning the Endless Window")
                    String product,
            @Nullable @QueryValue @Size(max = MAX_TEXT) @Parameter(example = "US Midwest") String region,
            @Nullable @QueryValue("start_date") @Parameter(example = "2024-01-01") String startDate,
            @Nullable @QueryValue("end_date") @Parameter(example = "2024-12-31") String endDate,
            @Nullable @QueryValue @Parameter(example = "USD") String currency,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + DEFAULT_ROWS) @Min(1) @Max(MOST_ROWS) int limit) {
        Cursor after = Cursor.decode(cursor, 3);
        SalesReports.Mark mark = after == null ? null : new SalesReports.Mark(
                after.part(0, YearMonth::parse), after.part(1, Long::valueOf), after.part(2, text -> text));
        List<ProductSales> rows = reports.breakdown(
                range(startDate, endDate), TopTheaterController.readCurrency(currency),
                new SalesReports.Filter(product, region), mark, limit + 1);
        boolean more = rows.size() > limit;
        List<ProductSales> shown = more ? rows.subList(0, limit) : rows;
        MutableHttpResponse<?> answer = answer(request, "monthly-sales-breakdown", shown, List.of(
                new Column<>("month", ProductSales::month),
                new Column<>("product_id", ProductSales::productId),
                new Column<>("product_name", ProductSales::productName),
                new Column<>("region", ProductSales::region),
                new Column<>("revenue", row -> Csv.amount(row.revenueMinor(), row.currency())),
                new Column<>("quantity", ProductSales::quantity),
                new Column<>("currency", ProductSales::currency)));
        return more ? answer.header(HttpHeaders.LINK, next(request, shown.get(limit - 1))) : answer;
    }

    @Get("/top-5-by-revenue")
    @Produces({MediaType.APPLICATION_JSON, Csv.MEDIA_TYPE})
    @Operation(
            summary = "The five movies that earned most",
            description = "Fewer where fewer were sold; ties go to the lower product id. " + DATES + CURRENCY + CSV)
    @ApiResponse(
            responseCode = "200",
            description = "Best first",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        array = @ArraySchema(schema = @Schema(implementation = TopProduct.class))),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject("rank,product_id,product_name,revenue,quantity,currency\r\n"
                                + "1,745,The Iron Cathedral of Linden Square,3751910.25,227247,USD\r\n"))})
    HttpResponse<?> top(
            HttpRequest<?> request,
            @Nullable @QueryValue("start_date") @Parameter(example = "2024-01-01") String startDate,
            @Nullable @QueryValue("end_date") @Parameter(example = "2024-12-31") String endDate,
            @Nullable @QueryValue @Parameter(example = "USD") String currency) {
        List<TopProduct> rows =
                reports.top(range(startDate, endDate), TopTheaterController.readCurrency(currency), TOP);
        return answer(request, "top-5-by-revenue", rows, List.of(
                new Column<>("rank", TopProduct::rank),
                new Column<>("product_id", TopProduct::productId),
                new Column<>("product_name", TopProduct::productName),
                new Column<>("revenue", row -> Csv.amount(row.revenueMinor(), row.currency())),
                new Column<>("quantity", TopProduct::quantity),
                new Column<>("currency", TopProduct::currency)));
    }

    private static DateRange range(String startDate, String endDate) {
        return DateRange.read("start_date", startDate, "end_date", endDate);
    }

    private static <R> MutableHttpResponse<?> answer(
            HttpRequest<?> request, String name, List<R> rows, List<Column<R>> columns) {
        return (Csv.isWanted(request) ? Csv.answer(name, columns, rows)
                        : HttpResponse.ok(rows).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    private static String next(HttpRequest<?> request, ProductSales last) {
        String cursor = Cursor.after(
                        last.month(), last.productId(), last.region() == null ? "" : last.region())
                .encode();
        return "<" + UriBuilder.of(request.getUri()).replaceQueryParam("cursor", cursor).build() + ">; rel=\"next\"";
    }
}
