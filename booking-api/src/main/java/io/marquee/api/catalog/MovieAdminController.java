package io.marquee.api.catalog;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.http.ETags;
import io.marquee.api.http.Idempotency;
import io.marquee.api.problem.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;

/** Writes movies. For administrators. */
@Controller("/movies")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
@ApiResponse(
        responseCode = "400",
        description = "errors names the fields that cannot be",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@ApiResponse(responseCode = "401", description = "No valid token")
@ApiResponse(responseCode = "403", description = "Not an administrator")
class MovieAdminController {

    private final MovieWrites writes;
    private final ETags tags;
    private final Idempotency idempotency;

    MovieAdminController(MovieWrites writes, ETags tags, Idempotency idempotency) {
        this.writes = writes;
        this.tags = tags;
        this.idempotency = idempotency;
    }

    @Post
    @Operation(
            summary = "Add a movie",
            description = "Genres and actors are named; new names are added.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "201",
            description = "Added",
            content = @Content(schema = @Schema(implementation = Movie.class)))
    HttpResponse<?> add(
            HttpRequest<?> request,
            Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid MovieRequest wish) {
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.CREATED, () -> writes.add(wish));
    }

    @Put("/{id}")
    @Operation(
            summary = "Change a movie",
            description = "All of it is replaced. With If-Match and the ETag that was read, nobody else's change is "
                    + "lost.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "200",
            description = "Changed",
            content = @Content(schema = @Schema(implementation = Movie.class)))
    @ApiResponse(responseCode = "404", description = "No such movie")
    @ApiResponse(
            responseCode = "409",
            description = "Showings would lie outside of the new window, or run into the next ones")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    HttpResponse<Movie> change(HttpRequest<?> request, long id, @Body @Valid MovieRequest wish) {
        Movie changed = writes.change(request, id, wish);
        return tags.written(HttpStatus.OK, tags.tag(changed), changed);
    }

    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a movie", security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such movie")
    @ApiResponse(responseCode = "409", description = "It has showings or sales")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    void delete(HttpRequest<?> request, long id) {
        writes.delete(request, id);
    }
}
