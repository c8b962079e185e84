package io.marquee.api.limit;

import io.marquee.api.http.ClientAddresses;
import io.marquee.api.http.ETags;
import io.marquee.api.http.Networks;
import io.marquee.api.limit.RateLimited.Kind;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Turns away those who ask too often: callers by their token's subject, addresses by themselves or their /64. */
@Singleton
public class RateLimits {

    private static final String ALLOWANCE = "marquee.allowance";
    private static final List<String> SEARCHES = List.of("search", "genre", "actor");
    private static final int IPV6_SITE_BYTES = 8;
    private static final int NAME_BYTES = 12;

    private final Buckets buckets;
    private final ClientAddresses addresses;
    private final RateLimitConfiguration limits;
    private final Networks exempt;

    RateLimits(Buckets buckets, ClientAddresses addresses, RateLimitConfiguration limits) {
        this.buckets = buckets;
        this.addresses = addresses;
        this.limits = limits;
        this.exempt = new Networks(limits.exempt());
    }

    /** Whether requests from there are never limited. */
    public boolean isExempt(InetAddress address) {
        return !limits.enabled() || exempt.contain(address);
    }

    /**
     * Counts a request.
     *
     * @throws ProblemException 429 when it is one too many
     */
    void count(Kind kind, HttpRequest<?> request) {
        InetAddress address = addresses.of(request);
        if (isExempt(address)) {
            return;
        }
        switch (kind) {
            case ACCOUNT -> take(request, "account:" + site(address), limits.accountPerAddress());
            case SEARCH -> {
                if (SEARCHES.stream().anyMatch(request.getParameters()::contains)) {
                    take(request, "search:" + site(address), limits.searchPerAddress());
                }
            }
            case HOLD -> {
                take(request, "hold:address:" + site(address), limits.holdPerAddress());
                String caller = request.getUserPrincipal().map(Principal::getName).orElse("nobody");
                take(request, "hold:caller:" + caller, limits.holdPerCaller());
            }
        }
    }

    /**
     * Counts a login before the password is looked at; {@link #loggedIn} takes it back, so that only wrong passwords
     * count. Nobody is exempt.
     *
     * @throws ProblemException 429 when there were too many wrong ones for this account from this address
     */
    public void tryLogin(HttpRequest<?> request, String account) {
        if (limits.enabled()) {
            take(request, login(request, account), limits.failedLogins());
        }
    }

    /** The password was right. */
    public void loggedIn(HttpRequest<?> request, String account) {
        if (limits.enabled()) {
            buckets.putBack(login(request, account), limits.failedLogins());
        }
    }

    /** What the answer is to tell about the limit nearest to its end, or null. */
    static Allowance allowance(HttpRequest<?> request) {
        return request.getAttribute(ALLOWANCE, Allowance.class).orElse(null);
    }

    private void take(HttpRequest<?> request, String name, int perMinute) {
        Allowance now = buckets.take(name, perMinute);
        Allowance before = allowance(request);
        if (before == null || !now.granted() || now.remaining() < before.remaining()) {
            request.setAttribute(ALLOWANCE, now);
        }
        if (!now.granted()) {
            throw ProblemException.of(
                    HttpStatus.TOO_MANY_REQUESTS, "too-many-requests", "Too many requests",
                    "More than " + perMinute + " a minute; try again in "
                            + Allowance.seconds(now.retryAfter()) + " s.");
        }
    }

    private String login(HttpRequest<?> request, String account) {
        // Addresses of accounts do not belong into Redis.
        byte[] hash = ETags.sha256(account.getBytes(StandardCharsets.UTF_8));
        return "login:" + site(addresses.of(request)) + ":" + HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    }

    // One holder of IPv6 addresses usually has a whole /64.
    private static String site(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_SITE_BYTES))
                : address.getHostAddress();
    }
}
