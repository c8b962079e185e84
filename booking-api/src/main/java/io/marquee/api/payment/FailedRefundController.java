package io.marquee.api.payment;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.http.Page;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refunds that a provider could not pay out. It does not try again, and neither do we: the card or the account is gone,
 * and the money is back in ours. Somebody has to find another way to the customer, and to say so here.
 */
@Controller("/refunds")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
@ApiResponse(responseCode = "403", description = "Not an administrator")
class FailedRefundController {

    private static final Logger LOG = LoggerFactory.getLogger(FailedRefundController.class);

    private final FailedRefundRows refunds;

    FailedRefundController(FailedRefundRows refunds) {
        this.refunds = refunds;
    }

    @Get("/failed")
    @Operation(
            summary = "Refunds that could not be paid out",
            description = "Those that nobody has settled yet, the oldest first.",
            security = @SecurityRequirement(name = Application.BEARER))
    Page<FailedRefund> list(
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return refunds.list(cursor, limit);
    }

    @Post("/{id}/settle")
    @Operation(
            summary = "Note how a failed refund was paid out",
            description = "By bank transfer, say. Then it counts as done. Repeating the request is safe: what was "
                    + "noted first stays, and is answered again.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "Settled, now or before")
    @ApiResponse(responseCode = "404", description = "No such refund")
    @ApiResponse(responseCode = "409", description = "The refund did not fail")
    FailedRefund settle(Authentication caller, UUID id, @Body @Valid SettlementRequest wish) {
        FailedRefund settled = refunds.settle(id, wish.settlement(), caller.getName());
        LOG.info("Refund {} is settled, {} says: {}", id, caller.getName(), settled.settlement());
        return settled;
    }
}
