package io.marquee.api.ticket;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.http.Idempotency;
import io.marquee.api.http.RequestIds;
import io.marquee.api.problem.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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

/** The door: the keys that tickets are checked with, and the check-in. */
@Controller("/tickets")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "ticket")
class TicketController {

    private final SigningKeys keys;
    private final CheckIns checkIns;
    private final Idempotency idempotency;

    TicketController(SigningKeys keys, CheckIns checkIns, Idempotency idempotency) {
        this.keys = keys;
        this.checkIns = checkIns;
        this.idempotency = idempotency;
    }

    /** Public: a door that is offline keeps a copy. */
    @Get("/keys")
    @Secured(SecurityRule.IS_ANONYMOUS)
    @Operation(
            summary = "The public keys of the tickets",
            description = "A JWK set. A ticket's code names its key by kid; keys that signed tickets before stay here.")
    @ApiResponse(
            responseCode = "200",
            description = "The keys, newest first",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = KeySet.class)))
    HttpResponse<KeySet> keys() {
        return HttpResponse.ok(KeySet.of(keys.all())).header(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
    }

    /** Lets one seat in, once. */
    @Post("/check-in")
    @Secured({Roles.STAFF, Roles.ADMIN})
    @SecurityRequirement(name = Application.BEARER)
    @Operation(
            summary = "Let a ticket in",
            description = "For staff. Each seat of a booking enters once, also when many scanners read it together. "
                    + "A scanner that got no answer repeats the request with the same Idempotency-Key.")
    @ApiResponse(
            responseCode = "200",
            description = "Let in now",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Entry.class)))
    @ApiResponse(responseCode = "403", description = "Neither staff nor admin")
    @ApiResponse(
            responseCode = "409",
            description = "Not let in. The type tells why: already-entered (with entered_at), wrong-showing, "
                    + "booking-cancelled, seat-refunded",
            content = @Content(
                    mediaType = Problem.MEDIA_TYPE,
                    schema = @Schema(oneOf = {AlreadyEntered.class, Problem.class})))
    @ApiResponse(
            responseCode = "422",
            description = "Not a ticket of this box office: forged, changed, or somebody else's",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> checkIn(
            HttpRequest<?> request,
            Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid CheckInRequest ticket) {
        return idempotency.once(request, caller.getName(), key, () -> enter(request, caller, ticket));
    }

    private HttpResponse<?> enter(HttpRequest<?> request, Authentication caller, CheckInRequest ticket) {
        CheckIns.Outcome outcome = checkIns.enter(ticket.code(), ticket.showtimeId(), caller.getName());
        if (outcome.first()) {
            return HttpResponse.ok(outcome.entry());
        }
        return HttpResponse.status(HttpStatus.CONFLICT)
                .body(AlreadyEntered.of(outcome.entry(), request.getPath(), RequestIds.of(request)))
                .contentType(Problem.MEDIA_TYPE);
    }
}
