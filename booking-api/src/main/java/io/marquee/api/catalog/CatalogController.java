package io.marquee.api.catalog;

import io.marquee.api.http.ETags;
import io.marquee.api.http.Page;
import io.marquee.api.limit.RateLimited;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;

/** What is shown, where and when. Public. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "catalogue")
@ApiResponse(
        responseCode = "400",
        description = "A parameter is malformed",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
class CatalogController {

    private static final String DEFAULT_LIMIT = "" + Page.DEFAULT_LIMIT;
    private static final int MAX_SEARCH = 200;

    private final Movies movies;
    private final Theaters theaters;
    private final Showtimes showtimes;
    private final ETags tags;

    CatalogController(Movies movies, Theaters theaters, Showtimes showtimes, ETags tags) {
        this.movies = movies;
        this.theaters = theaters;
        this.showtimes = showtimes;
        this.tags = tags;
    }

    @Get("/movies")
    @RateLimited(RateLimited.Kind.SEARCH)
    @Operation(
            summary = "Movies by title, or by likeness to a search",
            description = "search is over the title and forgives case, accents and typos; genre and actor take a name "
                    + "or an id; date keeps movies whose window [available_from, available_until] holds it. "
                    + "showing_on keeps movies with a showing, not cancelled, on that day of the theater's own clock; "
                    + "theater_id those with one in that theater, and without showing_on one that is still to start.")
    Page<Movie> movies(
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String search,
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String genre,
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String actor,
            @Nullable @QueryValue LocalDate date,
            @Nullable @QueryValue("showing_on") LocalDate showingOn,
            @Nullable @QueryValue("theater_id") Long theaterId,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return movies.list(
                search, genre, actor, date, new Movies.Showing(theaterId, showingOn), cursor, limit);
    }

    @Get("/movies/{id}")
    @Operation(summary = "One movie")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Movie.class)))
    @ApiResponse(responseCode = "304", description = "The caller's copy (If-None-Match) is current")
    @ApiResponse(responseCode = "404", description = "No such movie")
    HttpResponse<?> movie(HttpRequest<?> request, long id) {
        return tags.answer(request, movies.find(id).orElseThrow(() -> ProblemException.notFound("movie", id)));
    }

    @Get("/genres")
    @Operation(summary = "All genres by name")
    Page<NamedItem> genres(
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return movies.genres(cursor, limit);
    }

    @Get("/actors")
    @RateLimited(RateLimited.Kind.SEARCH)
    @Operation(summary = "Actors by name", description = "search forgives case, accents and typos.")
    Page<NamedItem> actors(
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String search,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return movies.actors(search, cursor, limit);
    }

    @Get("/theaters")
    @RateLimited(RateLimited.Kind.SEARCH)
    @Operation(summary = "Theaters by name", description = "search is over name and location.")
    Page<Theater> theaters(
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String search,
            @Nullable @QueryValue @Size(max = MAX_SEARCH) String region,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return theaters.list(search, region, cursor, limit);
    }

    @Get("/theaters/{id}")
    @Operation(summary = "One theater")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Theater.class)))
    @ApiResponse(responseCode = "304", description = "The caller's copy (If-None-Match) is current")
    @ApiResponse(responseCode = "404", description = "No such theater")
    HttpResponse<?> theater(HttpRequest<?> request, long id) {
        return tags.answer(request, theaters.find(id).orElseThrow(() -> ProblemException.notFound("theater", id)));
    }

    @Get("/showtimes")
    @Operation(
            summary = "Showings by their start",
            description = "date is a day on the theater's own clock; without it, the showings still to start.")
    Page<Showtime> showtimes(
            @Nullable @QueryValue("movie_id") Long movieId,
            @Nullable @QueryValue("theater_id") Long theaterId,
            @Nullable @QueryValue LocalDate date,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return showtimes.list(movieId, theaterId, date, cursor, limit);
    }

    @Get("/showtimes/{id}")
    @Operation(summary = "One showing")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Showtime.class)))
    @ApiResponse(responseCode = "304", description = "The caller's copy (If-None-Match) is current")
    @ApiResponse(responseCode = "404", description = "No such showing")
    HttpResponse<?> showtime(HttpRequest<?> request, long id) {
        Showtime showtime = showtimes.find(id).orElseThrow(() -> ProblemException.notFound("showtime", id));
        return tags.answer(request, tags.tag(showtime.definition(), showtime), () -> showtime);
    }
}
