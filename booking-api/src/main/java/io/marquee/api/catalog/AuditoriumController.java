package io.marquee.api.catalog;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.http.ETags;
import io.marquee.api.http.Idempotency;
import io.marquee.api.http.Page;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Auditoriums and their layouts: read by everyone, written by administrators. */
@Controller("/theaters/{id}/auditoriums")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
@ApiResponse(
        responseCode = "400",
        description = "errors names the fields that cannot be",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@ApiResponse(responseCode = "404", description = "No such theater or auditorium")
class AuditoriumController {

    private final Theaters theaters;
    private final Auditoriums auditoriums;
    private final AuditoriumWrites writes;
    private final ETags tags;
    private final Idempotency idempotency;

    AuditoriumController(
            Theaters theaters, Auditoriums auditoriums, AuditoriumWrites writes, ETags tags, Idempotency idempotency) {
        this.theaters = theaters;
        this.auditoriums = auditoriums;
        this.writes = writes;
        this.tags = tags;
        this.idempotency = idempotency;
    }

    @Get
    @Secured(SecurityRule.IS_ANONYMOUS)
    @Tag(name = "catalogue")
    @Operation(summary = "The auditoriums of a theater by name")
    Page<Auditorium.Summary> list(
            long id,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        theaters.find(id).orElseThrow(() -> ProblemException.notFound("theater", id));
        return auditoriums.list(id, cursor, limit);
    }

    @Get("/{auditorium_id}")
    @Secured(SecurityRule.IS_ANONYMOUS)
    @Tag(name = "catalogue")
    @Operation(summary = "One auditorium with its layout")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Auditorium.class)))
    @ApiResponse(responseCode = "304", description = "The caller's copy (If-None-Match) is current")
    HttpResponse<?> find(HttpRequest<?> request, long id, @PathVariable("auditorium_id") long auditoriumId) {
        return tags.answer(request, auditoriums.find(id, auditoriumId)
                .orElseThrow(() -> ProblemException.notFound("auditorium", auditoriumId)));
    }

    @Post
    @Operation(
            summary = "Add an auditorium",
            description = "Names of rows and seats are unique; seats stand in columns from left to right, none in an "
                    + "aisle. Categories are standard, premium, recliner, accessible and companion.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "403", description = "Not an administrator")
    @ApiResponse(
            responseCode = "201",
            description = "Added",
            content = @Content(schema = @Schema(implementation = Auditorium.class)))
    @ApiResponse(responseCode = "409", description = "The theater has one of that name")
    HttpResponse<?> add(
            HttpRequest<?> request,
            Authentication caller,
            long id,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid AuditoriumRequest wish) {
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.CREATED, () -> writes.add(id, wish));
    }

    @Put("/{auditorium_id}")
    @Operation(
            summary = "Change an auditorium",
            description = "The layout can change only while no seat is held or sold for a coming showing. With "
                    + "If-Match and the ETag that was read, nobody else's change is lost.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "403", description = "Not an administrator")
    @ApiResponse(
            responseCode = "200",
            description = "Changed",
            content = @Content(schema = @Schema(implementation = Auditorium.class)))
    @ApiResponse(
            responseCode = "409",
            description = "Seats are held or sold, a coming showing has no price for a new category, or the name is "
                    + "taken")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    HttpResponse<Auditorium> change(
            HttpRequest<?> request,
            long id,
            @PathVariable("auditorium_id") long auditoriumId,
            @Body @Valid AuditoriumRequest wish) {
        Auditorium changed = writes.change(request, id, auditoriumId, wish);
        return tags.written(HttpStatus.OK, tags.tag(changed), changed);
    }

    @Delete("/{auditorium_id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete an auditorium", security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "403", description = "Not an administrator")
    @ApiResponse(responseCode = "409", description = "It has showings, past ones too")
    @ApiResponse(responseCode = "412", description = "It is not any more what If-Match names")
    void delete(HttpRequest<?> request, long id, @PathVariable("auditorium_id") long auditoriumId) {
        writes.delete(request, id, auditoriumId);
    }
}
