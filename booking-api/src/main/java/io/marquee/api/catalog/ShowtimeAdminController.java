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

/** Writes showings. For administrators. */
@Controller("/showtimes")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
@ApiResponse(
        responseCode = "400",
        description = "errors names the fields that cannot be",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@ApiResponse(responseCode = "401", description = "No valid token")
@ApiResponse(responseCode = "403", description = "Not an administrator")
class ShowtimeAdminController {

    private final ShowtimeWrites writes;
    private final ETags tags;
    private final Idempotency idempotency;

    ShowtimeAdminController(ShowtimeWrites writes, ETags tags, Idempotency idempotency) {
        this.writes = writes;
        this.tags = tags;
        this.idempotency = idempotency;
    }

    @Post
    @Operation(
            summary = "Add a showing",
            description = "Each category of seat in the auditorium has a price. Without ends_at it lasts as "
                    + "long as the movie, and 15 minutes.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "201",
            description = "Added",
            content = @Content(schema = @Schema(implementation = Showtime.class)))
    @ApiResponse(
            responseCode = "409",
            description = "Outside of the movie's window, or over another showing of the auditorium",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> add(
            HttpRequest<?> request,
            Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid ShowtimeRequest wish) {
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.CREATED, () -> writes.add(wish));
    }

    @Put("/{id}")
    @Operation(
            summary = "Change a showing",
            description = "All of it is replaced; the first half of the ETag counts for If-Match, seats sold "
                    + "meanwhile do not. While seats are held or sold only prices may change; what was held or "
                    + "sold before keeps its price.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "200",
            description = "Changed",
            content = @Content(schema = @Schema(implementation = Showtime.class)))
    @ApiResponse(responseCode = "404", description = "No such showing")
    @ApiResponse(
            responseCode = "409",
            description = "Outside of the movie's window, over another showing, started, cancelled, or seats are held "
                    + "or sold")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    HttpResponse<Showtime> change(HttpRequest<?> request, long id, @Body @Valid ShowtimeRequest wish) {
        Showtime changed = writes.change(request, id, wish);
        return tags.written(HttpStatus.OK, tags.tag(changed.definition(), changed), changed);
    }

    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a showing", security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such showing")
    @ApiResponse(responseCode = "409", description = "Seats were held or sold; cancel it instead")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    void delete(HttpRequest<?> request, long id) {
        writes.delete(request, id);
    }
}
