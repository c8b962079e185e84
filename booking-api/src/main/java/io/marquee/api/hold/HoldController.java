package io.marquee.api.hold;

import io.marquee.api.Application;
import io.marquee.api.http.ETags;
import io.marquee.api.http.Idempotency;
import io.marquee.api.limit.RateLimited;
import io.marquee.api.problem.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
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
import java.util.UUID;

/** Seat maps, and holds on seats. */
@Controller
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "seats")
class HoldController {

    private final SeatMaps maps;
    private final Holds holds;
    private final ETags tags;
    private final Idempotency idempotency;

    HoldController(SeatMaps maps, Holds holds, ETags tags, Idempotency idempotency) {
        this.maps = maps;
        this.holds = holds;
        this.tags = tags;
        this.idempotency = idempotency;
    }

    @Get("/showtimes/{id}/seats")
    @Secured(SecurityRule.IS_ANONYMOUS)
    @Operation(
            summary = "The seat map: layout, and the state of every seat",
            description = "One consistent moment. What happened up to the top-level version is in it; changes that "
                    + "come by WebSocket with a higher version go on from there.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = SeatMap.class)))
    @ApiResponse(responseCode = "304", description = "The caller's copy (If-None-Match) is current")
    @ApiResponse(
            responseCode = "404",
            description = "No such showing",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> seats(HttpRequest<?> request, long id) {
        SeatMaps.Tagged seats = maps.read(id);
        return tags.answer(request, seats.tag(), seats::map);
    }

    @Post("/showtimes/{id}/holds")
    @RateLimited(RateLimited.Kind.HOLD)
    @Operation(
            summary = "Hold seats, all or none",
            description = "By name, or the best that are free side by side (best_available: near the middle, two "
                    + "thirds back, of one category, or of the one that category names; never split). The category "
                    + "accessible brings one accessible seat and, for more than one, the companion seats beside it. "
                    + "Seats that the caller holds already move over to the new hold. Two and more seats by name may "
                    + "not leave a single seat between taken seats, aisles and ends of the row which had a free "
                    + "neighbour before, unless so many seats in that part of the row cannot but leave one, an "
                    + "accessible seat is among them, or the theater's single_seat_rule is off; with everyone it is "
                    + "for one seat too.\n\nAn Idempotency-Key works as with the booking.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "201",
            description = "Held",
            content = @Content(schema = @Schema(implementation = Hold.class)))
    @ApiResponse(
            responseCode = "400",
            description = "No such seat, or the request is malformed",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "404", description = "No such showing")
    @ApiResponse(
            responseCode = "409",
            description = "Others have seats of these (unavailable names them), a single seat would be left (stranded "
                    + "names it), so many are not free side by side, the showing has started or was cancelled, or the "
                    + "caller would have too many seats. Nothing was held.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "422", description = "The Idempotency-Key came with another request before")
    HttpResponse<?> hold(
            HttpRequest<?> request,
            Authentication caller,
            long id,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid HoldRequest wish) {
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.CREATED,
                () -> holds.hold(caller.getName(), id, SeatWish.of(wish)));
    }

    @Get("/holds/{id}")
    @Operation(summary = "One's own hold", security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "As it stands")
    @ApiResponse(responseCode = "404", description = "No such hold of the caller")
    Hold find(Authentication caller, UUID id) {
        return holds.find(caller.getName(), id);
    }

    @Patch(uri = "/holds/{id}", consumes = "*/*")
    @RateLimited(RateLimited.Kind.HOLD)
    @Operation(
            summary = "Extend a hold",
            description = "Its life starts anew, up to latest_expiry; at the cap nothing changes. No body is needed.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "Extended, as far as it can be")
    @ApiResponse(responseCode = "404", description = "No such hold of the caller")
    @ApiResponse(responseCode = "409", description = "It expired, was released or booked")
    Hold extend(Authentication caller, UUID id) {
        return holds.extend(caller.getName(), id);
    }

    @Delete("/holds/{id}")
    @RateLimited(RateLimited.Kind.HOLD)
    @Status(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Give a hold up",
            description = "It is never refused, not even where it leaves a single seat free between others.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "204", description = "The seats are free, or were before")
    @ApiResponse(responseCode = "404", description = "No such hold of the caller")
    @ApiResponse(responseCode = "409", description = "The seats are sold")
    void release(Authentication caller, UUID id) {
        holds.release(caller.getName(), id);
    }
}
