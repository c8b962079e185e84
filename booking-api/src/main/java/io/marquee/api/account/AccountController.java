package io.marquee.api.account;

import io.marquee.api.http.Idempotency;
import io.marquee.api.limit.RateLimited;
import io.marquee.api.limit.RateLimits;
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
    private final PasswordFingerprint passwords;
    private final TokenGenerator tokens;
    private final Duration guestLife;
    private final Duration accountLife;
    private final Idempotency idempotency;

    AccountController(
            Accounts accounts,
            RefreshTokens refreshTokens,
            GuestPurchases purchases,
            RateLimits limits,
            PasswordFingerprint passwords,
            TokenGenerator tokens,
            @Value("${marquee.token.guest-life}") Duration guestLife,
            @Value("${marquee.token.account-life}") Duration accountLife,
            Idempotency idempotency) {
        this.accounts = accounts;
        this.refreshTokens = refreshTokens;
        this.purchases = purchases;
        this.limits = limits;
        this.passwords = passwords;
        this.tokens = tokens;
        this.guestLife = guestLife;
        this.accountLife = accountLife;
        this.idempotency = idempotency;
    }

    /** A guest is whoever has the token: what it bought can be seen with it alone. */
    @Post(uri = "/auth/guest", consumes = "*/*")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "A token to buy with, without an account",
            description = "What it bought can be seen with it alone, so it lives long and has no refresh token. Sent "
                    + "along when its owner registers or logs in, it hands its holds and bookings over to the account.")
    AccessToken guest() {
        return token("guest:" + UUID.randomUUID(), Roles.GUEST, guestLife, null);
    }

    /** Registers and logs in. */
    @Post("/auth/register")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "Make an account and get its first tokens",
            description = "With a guest's token as Authorization, the guest's holds and bookings become the account's. "
                    + "Repeated with the same Idempotency-Key and body it brings the first answer again; since refresh "
                    + "tokens are kept nowhere, an answer to a request with such a key has none: log in for one.")
    @ApiResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = AccessToken.class)))
    @ApiResponse(responseCode = "409", description = "The address has an account")
    HttpResponse<?> register(
            HttpRequest<?> request,
            @Nullable Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid Credentials credentials) {
        credentials.checkLength();
        Accounts.Account[] made = new Accounts.Account[1];
        // Nobody is logged in yet: the key belongs to the address. What is kept for repetitions has neither the
        // password, of which a quick hash would tell, nor a refresh token, which is kept nowhere.
        HttpResponse<?> answer = idempotency.once(
                request,
                "register:" + Accounts.normal(credentials.email()),
                key,
                List.of(credentials.email(), passwords.of(credentials.password())),
                HttpStatus.CREATED,
                () -> {
                    made[0] = register(credentials);
                    return token(subject(made[0]), made[0].role(), accountLife, null);
                });
        if (made[0] == null) {
            return answer;
        }
        handOver(caller, made[0]);
        return key == null && answer.body() instanceof AccessToken first
                ? HttpResponse.created(first.with(refreshTokens.issue(made[0].id())))
                : answer;
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
                    + "After too many wrong passwords the address is turned away for a while.")
    @ApiResponse(responseCode = "401", description = "Unknown address or wrong password")
    AccessToken login(@Body @Valid Credentials credentials, @Nullable Authentication caller, HttpRequest<?> request) {
        String address = Accounts.normal(credentials.email());
        limits.tryLogin(request, address);
        Accounts.Account account = accounts.login(address, credentials.password())
                .orElseThrow(() -> ProblemException.of(
                        HttpStatus.UNAUTHORIZED, "wrong-credentials", "Wrong credentials",
                        "The address is unknown or the password is wrong."));
        limits.loggedIn(request, address);
        handOver(caller, account);
        return token(subject(account), account.role(), accountLife, refreshTokens.issue(account.id()));
    }

    /** The role is read anew: what an administrator changed holds from the next access token on. */
    @Post("/auth/refresh")
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(
            summary = "The next tokens for a refresh token",
            description = "A refresh token is used once. When one comes a second time, someone else has a copy: then "
                    + "all refresh tokens of that login end.")
    @ApiResponse(responseCode = "401", description = "Unknown, expired, or used before")
    AccessToken refresh(@Body @Valid RefreshRequest request) {
        return refreshTokens.rotate(request.refreshToken())
                .map(next -> token(
                        subject(next.account()), next.account().role(), accountLife, next.token()))
                .orElseThrow(() -> ProblemException.of(
                        HttpStatus.UNAUTHORIZED, "refresh-token-invalid", "Refresh token not valid",
                        "The refresh token is unknown, expired or was used before; log in again."));
    }

    /** Access tokens that are out there live on for their minutes. */
    @Post("/auth/logout")
    @Status(HttpStatus.NO_CONTENT)
    @RateLimited(RateLimited.Kind.ACCOUNT)
    @Operation(summary = "End a login", description = "Its refresh tokens end; the access token expires by itself.")
    @ApiResponse(responseCode = "204", description = "Ended, now or before")
    void logout(@Body @Valid RefreshRequest request) {
        refreshTokens.end(request.refreshToken());
    }

    private void handOver(@Nullable Authentication caller, Accounts.Account account) {
        if (caller != null && caller.getRoles().contains(Roles.GUEST)) {
            purchases.handOver(caller.getName(), subject(account));
        }
    }

    private static String subject(Accounts.Account account) {
        return "account:" + account.id();
    }

    private AccessToken token(String subject, String role, Duration life, @Nullable String refreshToken) {
        String jwt = tokens.generateToken(
                        Authentication.build(subject, List.of(role)), Math.toIntExact(life.toSeconds()))
                .orElseThrow(() -> new IllegalStateException("No key to sign tokens with"));
        return new AccessToken(jwt, "Bearer", life.toSeconds(), refreshToken);
    }
}
