package io.marquee.api.account;

import io.marquee.api.http.Idempotency;
import io.marquee.api.problem.ProblemException;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.token.generator.TokenGenerator;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Tokens: for guests, for new accounts, for known ones. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "account")
class AccountController {

    private static final int BCRYPT_BYTES = 72;

    private final Accounts accounts;
    private final TokenGenerator tokens;
    private final Duration guestLife;
    private final Duration accountLife;
    private final Idempotency idempotency;

    AccountController(
            Accounts accounts,
            TokenGenerator tokens,
            @Value("${marquee.token.guest-life}") Duration guestLife,
            @Value("${marquee.token.account-life}") Duration accountLife,
            Idempotency idempotency) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.guestLife = guestLife;
        this.accountLife = accountLife;
        this.idempotency = idempotency;
    }

    /** A guest is whoever has the token: what it bought can be seen with it alone. */
    @Post(uri = "/auth/guest", consumes = "*/*")
    @Operation(summary = "A token to buy with, without an account")
    AccessToken guest() {
        return token("guest:" + UUID.randomUUID(), Roles.GUEST, guestLife);
    }

    /** Registers and logs in. */
    @Post("/auth/register")
    @Operation(
            summary = "Make an account and get its first token",
            description = "Repeated with the same Idempotency-Key and body it brings the first token again.")
    @ApiResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = AccessToken.class)))
    @ApiResponse(responseCode = "409", description = "The address has an account")
    HttpResponse<?> register(
            HttpRequest<?> request,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid Credentials credentials) {
        // Nobody is logged in yet: the key belongs to the address.
        String caller = "register:" + Accounts.normal(credentials.email());
        return idempotency.once(
                request, caller, key, credentials, HttpStatus.CREATED, () -> register(credentials));
    }

    private AccessToken register(Credentials credentials) {
        if (credentials.password().getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES) {
            throw ProblemException.badField("password", "must have at most " + BCRYPT_BYTES + " bytes in UTF-8");
        }
        return accounts.register(credentials.email(), credentials.password())
                .map(this::token)
                .orElseThrow(() -> ProblemException.conflict(
                        "email-taken", "Address taken", "This address has an account; log in instead."));
    }

    /** The answer does not tell an unknown address from a wrong password. */
    @Post("/login")
    @Operation(summary = "A token for an account")
    @ApiResponse(responseCode = "401", description = "Unknown address or wrong password")
    AccessToken login(@Body @Valid Credentials credentials) {
        return accounts.login(credentials.email(), credentials.password())
                .map(this::token)
                .orElseThrow(() -> ProblemException.of(
                        HttpStatus.UNAUTHORIZED, "wrong-credentials", "Wrong credentials",
                        "The address is unknown or the password is wrong."));
    }

    private AccessToken token(Accounts.Account account) {
        return token("account:" + account.id(), account.role(), accountLife);
    }

    private AccessToken token(String subject, String role, Duration life) {
        String jwt = tokens.generateToken(
                        Authentication.build(subject, List.of(role)), Math.toIntExact(life.toSeconds()))
                .orElseThrow(() -> new IllegalStateException("No key to sign tokens with"));
        return new AccessToken(jwt, "Bearer", life.toSeconds());
    }
}
