package io.marquee.api.account;

import io.marquee.api.http.Idempotency;
import io.marquee.api.limit.RateLimited;
import io.marquee.api.limit.RateLimits;
import io.marquee.api.problem.ProblemException;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
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
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Tokens: for guests, for new accounts, for known ones. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "account")
class AccountController {

    private final Accounts accounts;
    private final RefreshTokens refreshTokens;
    private final GuestPurchases purchases;
    private final RateLimits limits;
    private final TokenGenerator tokens;
    private final Duration guestLife;
    private final Duration accountLife;
    private final Idempotency idempotency;

    AccountController(
            Accounts accounts,
            RefreshTokens refreshTokens,
            GuestPurchases purchases,
            RateLimits limits,
            TokenGenerator tokens,
            @Value("${marquee.token.guest-life}") Duration guestLife,
            @Value("${marquee.token.account-life}") Duration accountLife,
            Idempotency idempotency) {
        this.accounts = accounts;
        this.refreshTokens = refreshTokens;
        this.purchases = purchases;
        this.limits = limits;
        this.tokens = tokens;
        this.guestLife = guestLife;
        this.accountLife = accountLife;
        this.idempotency = idempotency;
    }

    /** A guest is whoever has the token: what it bought can be seen with it alone. */
    @Post(uri = "/auth/guest", consumes = "*/*")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "Tokens to buy with, without an account",
            description = "What they bought can be seen with them alone. The access token lives shortly; POST "
                    + "/auth/refresh brings the next for the refresh token. Sent along when its owner registers or "
                    + "logs in, the access token hands its holds and bookings over to the account. An Idempotency-Key "
                    + "is not looked at: nobody is known yet whom it could belong to, and another guest costs nothing.")
    AccessToken guest() {
        String subject = "guest:" + UUID.randomUUID();
        return token(subject, Roles.GUEST, refreshTokens.issueToGuest(subject));
    }

    /** Registers and logs in. */
    @Post("/auth/register")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "Make an account and get its first tokens",
            description = "With a guest's token as Authorization, the guest's holds and bookings become the account's. "
                    + "Repeated with the same Idempotency-Key and body it brings the first answer again.")
    @ApiResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = AccessToken.class)))
    @ApiResponse(responseCode = "401", description = "The guest's token has expired, or is none")
    @ApiResponse(responseCode = "409", description = "The address has an account")
    HttpResponse<?> register(
            HttpRequest<?> request,
            @Nullable Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid Credentials credentials) {
        requireValidToken(request, caller);
        credentials.checkLength();
        String address = Accounts.normal(credentials.email());
        if (key == null) {
            return HttpResponse.created(logIn(register(credentials), caller));
        }
        // Nobody is logged in yet: the key belongs to the address. Whoever knows a key could try passwords with it.
        limits.tryLogin(request, address);
        HttpResponse<?> answer = idempotency.once(
                request, "register:" + address, key, HttpStatus.CREATED, () -> logIn(register(credentials), caller));
        limits.loggedIn(request, address);
        return answer;
    }

    private Accounts.Account register(Credentials credentials) {
        return accounts.register(credentials.email(), credentials.password())
                .orElseThrow(() -> ProblemException.conflict(
                        "email-taken", "Address taken", "This address has an account; log in instead."));
    }

    /** The answer does not tell an unknown address from a wrong password, and takes as long for both. */
    @Post("/login")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "Tokens for an account",
            description = "With a guest's token as Authorization, the guest's holds and bookings become the account's. "
                    + "After too many wrong passwords the address is turned away for a while. Repeated with the same "
                    + "Idempotency-Key and body it brings the first answer again.")
    @ApiResponse(
            responseCode = "200",
            description = "Logged in",
            content = @Content(schema = @Schema(implementation = AccessToken.class)))
    @ApiResponse(responseCode = "401",
            description = "Unknown address or wrong password, or the guest's token has expired")
    @ApiResponse(responseCode = "409", description = "The first request with this Idempotency-Key is under way")
    HttpResponse<?> login(
            HttpRequest<?> request,
            @Nullable Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid Credentials credentials) {
        requireValidToken(request, caller);
        String address = Accounts.normal(credentials.email());
        limits.tryLogin(request, address); // repetitions too: they tell whether the password is the one of before
        HttpResponse<?> answer = idempotency.once(
                request, "login:" + address, key, HttpStatus.OK,
                () -> logIn(accounts.login(address, credentials.password())
                        .orElseThrow(() -> ProblemException.of(
                                HttpStatus.UNAUTHORIZED, "wrong-credentials", "Wrong credentials",
                                "The address is unknown or the password is wrong.")), caller));
        if (answer.code() == HttpStatus.OK.getCode()) {
            limits.loggedIn(request, address);
        }
        return answer;
    }

    /** The role is read anew: what an administrator changed holds from the next access token on. */
    @Post("/auth/refresh")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "The next tokens for a refresh token",
            description = "A refresh token is used once. When one comes a second time, someone else has a copy: then "
                    + "all refresh tokens of that login end. Who may have to repeat the request, since its answer can "
                    + "get lost, sends an Idempotency-Key: with the same key the same successor comes again.")
    @ApiResponse(
            responseCode = "200",
            description = "The next tokens",
            content = @Content(schema = @Schema(implementation = AccessToken.class)))
    @ApiResponse(responseCode = "401", description = "Unknown, expired, or used before")
    @ApiResponse(responseCode = "409", description = "The first request with this Idempotency-Key is under way")
    HttpResponse<?> refresh(
            HttpRequest<?> request,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid RefreshRequest wish) {
        return idempotency.once(
                request, "refresh:" + RefreshTokens.name(wish.refreshToken()), key, HttpStatus.OK,
                () -> refreshTokens.rotate(wish.refreshToken())
                        .map(next -> token(next.subject(), next.role(), next.token()))
                        .orElseThrow(() -> ProblemException.of(
                                HttpStatus.UNAUTHORIZED, "refresh-token-invalid", "Refresh token not valid",
                                "The refresh token is unknown, expired or was used before; log in again.")));
    }

    /** Access tokens that are out there live on for their minutes. */
    @Post("/auth/logout")
    @Status(HttpStatus.NO_CONTENT)
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "End a login",
            description = "Its refresh tokens end; the access token expires by itself. Doing so again is harmless, "
                    + "with an Idempotency-Key or without.")
    @ApiResponse(responseCode = "204", description = "Ended, now or before")
    void logout(@Body @Valid RefreshRequest request) {
        refreshTokens.end(request.refreshToken());
    }

    // Or a guest whose token has expired would leave behind, without a word, what was bought with it.
    private static void requireValidToken(HttpRequest<?> request, @Nullable Authentication caller) {
        if (caller == null && request.getHeaders().contains(HttpHeaders.AUTHORIZATION)) {
            throw ProblemException.of(
                    HttpStatus.UNAUTHORIZED, "unauthorized", "Unauthorized",
                    "The token is not valid or has expired. Refresh it, so that its holds and bookings become the "
                            + "account's, or leave it out.");
        }
    }

    private AccessToken logIn(Accounts.Account account, @Nullable Authentication caller) {
        String subject = RefreshTokens.subject(account.id());
        if (caller != null && caller.getRoles().contains(Roles.GUEST)) {
            purchases.handOver(caller.getName(), subject);
        }
        return token(subject, account.role(), refreshTokens.issue(account.id()));
    }

    private AccessToken token(String subject, String role, String refreshToken) {
        Duration life = role.equals(Roles.GUEST) ? guestLife : accountLife;
        String jwt = tokens.generateToken(
                        Authentication.build(subject, List.of(role)), Math.toIntExact(life.toSeconds()))
                .orElseThrow(() -> new IllegalStateException("No key to sign tokens with"));
        return new AccessToken(jwt, "Bearer", life.toSeconds(), refreshToken);
    }
}
