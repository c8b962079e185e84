package io.marquee.api.report;

import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.context.annotation.Property;
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
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What was sold in a span of days, by movie, genre or region: shares of one total. Public. */
@Controller("/reports/sales-by")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
class SalesByController {

    private static final String DEFAULT_LIMIT = "50";
    private static final int MOST = 200;
    private static final int MOST_DAYS = 800;

    // Of a movie with several genres its main one counts, so that the shares add up.
    private static final Map<String, String> SALES = Map.of(
            "movie", """
                    SELECT s.movie_id AS id, coalesce(m.title, 'Movie ' || s.movie_id) AS name, s.net_minor, s.tickets
                    FROM analytics.sales_by_movie(:first, :last, :currency) s LEFT JOIN movie m ON m.id = s.movie_id""",
            "genre", """
                    SELECT g.id, coalesce(g.name, 'Other') AS name, s.net_minor, s.tickets
                    FROM analytics.sales_by_movie(:first, :last, :currency) s
                    LEFT JOIN movie_genre mg ON mg.movie_id = s.movie_id AND mg.position = 0
                    LEFT JOIN genre g ON g.id = mg.genre_id""",
            "region", """
                    SELECT NULL::bigint AS id, coalesce(nullif(s.region, ''), 'Other') AS name, s.net_minor, s.tickets
                    FROM analytics.sales_by_region(:first, :last, :currency) s""");

    private final Jdbi jdbi;
    private final String houseCurrency;

    SalesByController(Jdbi jdbi, @Property(name = "marquee.currency", defaultValue = "USD") String houseCurrency) {
        this.jdbi = jdbi;
        this.houseCurrency = houseCurrency;
    }

    /**
     * The best earners of a dimension.
     *
     * @param dimension {@code movie}, {@code genre} (the main one of a movie) or {@code region} (of a theater)
     * @param startDate first business day
     * @param endDate last business day, at most 800 days after the first
     * @param currency ISO 4217; when left out, the house currency if anything was sold in it, else the currency with
     *     the most tickets
     * @param limit 1 to 200, 50 when left out
     */
    @Get("/{dimension}")
    @Produces({MediaType.APPLICATION_JSON, Csv.MEDIA_TYPE})
    @Operation(
            summary = "What was sold by movie, genre or region",
            description = "The best earners of a span of days, ties by name; the totals are of all, listed or not. Amounts "
                    + "of several currencies are not added up: currencies names all that there are. With "
                    + "Accept: text/csv the items as CSV, amounts as decimals.")
    @ApiResponse(
            responseCode = "200",
            description = "Best first",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = SalesBy.class)),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject(
                                "movie,revenue,tickets,currency\r\nThe Iron Cathedral,3751910.25,227247,USD\r\n"))})
    @ApiResponse(
            responseCode = "400",
            description = "No such dimension, no date, a span that is too long, or no currency",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> salesBy(
            HttpRequest<?> request,
            String dimension,
            @QueryValue("start_date") String startDate,
            @QueryValue("end_date") String endDate,
            @Nullable @QueryValue String currency,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(MOST) int limit) {
        String by = dimension.toLowerCase(Locale.ROOT);
        if (!SALES.containsKey(by)) {
            throw ProblemException.badField("dimension", "must be movie, genre or region");
        }
        LocalDate first = SalesPeriod.readDate("start_date", startDate);
        LocalDate last = SalesPeriod.readDate("end_date", endDate);
        if (first.isAfter(last)) {
            throw ProblemException.badField("start_date", "must not be after end_date");
        }
        if (first.plusDays(MOST_DAYS).isBefore(last)) {
            throw ProblemException.badField("start_date", "must be at most " + MOST_DAYS + " days before end_date");
        }
        String asked = TopTheaterController.readCurrency(currency);
        SalesBy sales = jdbi.inTransaction(handle -> {
            String shown = asked == null ? currency(handle, first, last) : asked;
            return read(handle, by, first, last, shown, limit);
        });
        return (Csv.isWanted(request)
                        ? Csv.answer("sales-by-" + by, columns(sales), sales.items())
                        : HttpResponse.ok(sales).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    private static List<Csv.Column<SalesBy.Item>> columns(SalesBy sales) {
        return List.of(
                new Csv.Column<>(sales.by(), SalesBy.Item::name),
                new Csv.Column<>("revenue", item -> Csv.amount(item.revenueMinor(), sales.currency())),
                new Csv.Column<>("tickets", SalesBy.Item::tickets),
                new Csv.Column<>("currency", item -> sales.currency()));
    }

    private static SalesBy read(
            Handle handle, String by, LocalDate first, LocalDate last, String currency, int limit) {
        record Row(SalesBy.Item item, long revenue, long tickets) {}
        List<Row> rows = handle.createQuery("""
                        SELECT id, name, sum(net_minor)::bigint AS net, sum(tickets)::bigint AS tickets,
                               (sum(sum(net_minor)) OVER ())::bigint AS all_net,
                               (sum(sum(tickets)) OVER ())::bigint AS all_tickets
                        FROM (<sales>) sold
                        GROUP BY id, name ORDER BY net DESC, name COLLATE "C", id LIMIT :limit""")
                .define("sales", SALES.get(by))
                .bind("first", first)
                .bind("last", last)
                .bind("currency", currency)
                .bind("limit", limit)
                .map((row, context) -> new Row(
                        new SalesBy.Item(
                                row.getObject("id", Long.class), row.getString("name"), row.getLong("net"),
                                row.getLong("tickets")),
                        row.getLong("all_net"), row.getLong("all_tickets")))
                .list();
        return new SalesBy(
                by, first, last, currency, rows.isEmpty() ? 0 : rows.get(0).revenue(),
                rows.isEmpty() ? 0 : rows.get(0).tickets(), currencies(handle, first, last),
                rows.stream().map(Row::item).toList());
    }

    private static List<String> currencies(Handle handle, LocalDate first, LocalDate last) {
        return handle.createQuery("""
                        SELECT DISTINCT currency FROM analytics.sales_by_day(:first, :last, '*', NULL)
                        ORDER BY currency""")
                .bind("first", first)
                .bind("last", last)
                .mapTo(String.class)
                .list();
    }

    private String currency(Handle handle, LocalDate first, LocalDate last) {
        return handle.createQuery("SELECT analytics.report_currency(:first, :last, NULL, :house)")
                .bind("first", first)
                .bind("last", last)
                .bind("house", houseCurrency)
                .mapTo(String.class)
                .findOne()
                .orElse(houseCurrency);
    }
}
