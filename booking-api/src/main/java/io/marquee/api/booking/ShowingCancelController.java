package io.marquee.api.booking;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.problem.Problem;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
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

    ShowingCancelController(ShowingCancellation cancellation) {
        this.cancellation = cancellation;
    }

    @Post(uri = "/showtimes/{id}/cancel", consumes = "*/*")
    @Operation(
            summary = "Cancel a showing",
            description = "No more seats are sold, all holds are released, every booking is cancelled and refunded "
                    + "once. Repeating the request is safe: it finishes what was begun, and answers the same. No body.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "Cancelled, now or before")
    @ApiResponse(
            responseCode = "403",
            description = "Neither staff nor admin",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "404", description = "No such showing")
    ShowingCancelled cancel(long id) {
        return cancellation.cancel(id);
    }
}
