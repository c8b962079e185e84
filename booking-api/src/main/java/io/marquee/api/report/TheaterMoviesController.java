package io.marquee.api.report;

import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import io.marquee.api.problem.Problem;
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
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What one theater sold, by movie. Public. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
class TheaterMoviesController {

    static final String QUERY = """
            SELECT s.movie_id, m.title, s.tickets, s.net
            FROM (SELECT movie_id, sum(tickets - tickets_refunded)::bigint AS tickets, sum(net_minor)::bigint AS net
                  FROM analytics.movie_daily_sales
                  WHERE theater_id = :theater AND sale_date BETWEEN :from AND :to AND currency = :currency
                  GROUP BY movie_id) s
            LEFT JOIN movie m ON m.id = s.movie_id
            WHERE :after_movie::bigint IS NULL
               OR s.net < :after_net OR (s.net = :after_net AND s.movie_id > :after_movie)
            ORDER BY s.net DESC, s.movie_id LIMIT :limit""";

    private final Jdbi jdbi;
    private final TheaterPlaces places;

    TheaterMoviesController(Jdbi jdbi, TheaterPlaces places) {
        this.jdbi = jdbi;
        this.places = places;
    }

    /**
     * The movies that a theater sold.
     *
     * @param from first business day; from the first sale when left out
     * @param to last business day; up to now when left out
     * @param currency ISO 4217; the theater's own when left out
     */
    @Get("/theaters/{id}/movies")
    @Operation(
            summary = "The movies that a theater sold, best earner first",
            description = "Ties by movie id. Totals that change between two pages can move a movie across their "
                    + "border.")
    @ApiResponse(
            responseCode = "400",
            description = "A malformed value, or from after to; errors names the parameter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No such theater",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Page<TheaterMovie> movies(
            long id,
            @Nullable @QueryValue @Parameter(example = "2024-05-01") String from,
            @Nullable @QueryValue @Parameter(example = "2024-05-31") String to,
            @Nullable @QueryValue String currency,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        DateRange range = DateRange.read("from", from, "to", to);
        String asked = TopTheaterController.readCurrency(currency);
        Cursor after = Cursor.decode(cursor, 2);
        TheaterPlaces.Place place =
                places.find(id).orElseThrow(() -> ProblemException.unknownField("id", "theater", id));
        String shown = asked == null ? place.currency() : asked;
        List<TheaterMovie> rows = jdbi.withHandle(handle -> handle.createQuery(QUERY)
                .bind("theater", id)
                .bindByType("from", range.from(), LocalDate.class)
                .bindByType("to", range.to(), LocalDate.class)
                .bind("currency", shown)
                .bindByType("after_net", after == null ? null : after.part(0, Long::valueOf), Long.class)
                .bindByType("after_movie", after == null ? null : after.part(1, Long::valueOf), Long.class)
                .bind("limit", limit + 1)
                .map((row, context) -> new TheaterMovie(
                        row.getLong("movie_id"), SalesReports.title(row.getString("title"), row.getLong("movie_id")),
                        row.getLong("tickets"), row.getLong("net"), shown))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.revenueMinor(), row.movieId()), row -> row);
    }
}
