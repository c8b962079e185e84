package io.marquee.api.booking;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.http.Idempotency;
import io.marquee.api.problem.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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

/** Cancels showings. For staff. */
@Controller
@Secured({Roles.STAFF, Roles.ADMIN})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
class ShowingCancelController {

    private final ShowingCancellation cancellation;
    private final Idempotency idempotency;

    ShowingCancelController(ShowingCancellation cancellation, Idempotency idempotency) {
        this.cancellation = cancellation;
        this.idempotency = idempotency;
    }

    @Post(uri = "/showtimes/{id}/cancel", consumes = "*/*")
    @Operation(
            summary = "Cancel a showing",
            description = "No more seats are sold, all holds are released, every booking is cancelled and refunded "
                    + "once. Repeating the request is safe: it finishes what was begun, and answers the same. No body.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "200",
            description = "Cancelled, now or before",
            content = @Content(schema = @Schema(implementation = ShowingCancelled.class)))
    @ApiResponse(
            responseCode = "403",
            description = "Neither staff nor admin",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "404", description = "No such showing")
    HttpResponse<?> cancel(
            HttpRequest<?> request,
            Authentication caller,
            long id,
            @Nullable @Header("Idempotency-Key") String key) {
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.OK, () -> cancellation.cancel(id));
    }
}
