package io.marquee.api.account;

import io.marquee.api.Application;
import io.marquee.api.http.Idempotency;
import io.marquee.api.http.Page;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
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
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;

/** Accounts of staff and administrators: made by an administrator, since nobody registers as one. */
@Controller("/accounts")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "administration")
@ApiResponse(responseCode = "403", description = "Not an administrator")
class AccountAdminController {

    private final Accounts accounts;
    private final Idempotency idempotency;

    AccountAdminController(Accounts accounts, Idempotency idempotency) {
        this.accounts = accounts;
        this.idempotency = idempotency;
    }

    @Get
    @Operation(summary = "Accounts by address", security = @SecurityRequirement(name = Application.BEARER))
    Page<AccountSummary> list(
            @Nullable @QueryValue @Pattern(regexp = AccountRequest.ROLES) String role,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return accounts.list(role, cursor, limit);
    }

    @Post
    @Operation(
            summary = "Make an account with a role",
            description = "For staff at the doors and for administrators; customers register themselves. Repeated with "
                    + "the same Idempotency-Key and body it brings the first answer again.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = AccountSummary.class)))
    @ApiResponse(responseCode = "409", description = "The address has an account")
    HttpResponse<?> add(
            HttpRequest<?> request,
            Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid AccountRequest wish) {
        new Credentials(wish.email(), wish.password()).checkLength();
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.CREATED,
                () -> accounts.add(wish.email(), wish.password(), wish.role())
                        .map(account -> accounts.find(account.id()))
                        .orElseThrow(() -> ProblemException.conflict(
                                "email-taken", "Address taken",
                                "This address has an account; change its role instead.")));
    }

    /** Its logins end, so that the old role is gone as soon as the last access token has expired. */
    @Put("/{id}/role")
    @Operation(
            summary = "Change what an account may do",
            description = "Its logins end: the old role lasts no longer than the access tokens that are out there.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "Changed, or as before")
    @ApiResponse(responseCode = "404", description = "No such account")
    @ApiResponse(responseCode = "409", description = "One's own role is not one's own to change")
    AccountSummary changeRole(Authentication caller, UUID id, @Body @Valid RoleRequest wish) {
        if (caller.getName().equals("account:" + id)) {
            throw ProblemException.conflict(
                    "own-role", "Own role", "Ask another administrator: so one is always left.");
        }
        accounts.changeRole(id, wish.role());
        return accounts.find(id);
    }
}
