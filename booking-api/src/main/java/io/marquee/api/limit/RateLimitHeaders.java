package io.marquee.api.limit;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Tells those who are counted how they stand. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class RateLimitHeaders {

    /** Adds {@code RateLimit-*}, and {@code Retry-After} to a refusal. */
    @ResponseFilter
    void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Allowance allowance = RateLimits.allowance(request);
        if (allowance == null) {
            return;
        }
        response.header("RateLimit-Limit", String.valueOf(allowance.limit()));
        response.header("RateLimit-Remaining", String.valueOf(allowance.remaining()));
        response.header("RateLimit-Reset", String.valueOf(Allowance.seconds(allowance.reset())));
        if (!allowance.granted()) {
            long seconds = Math.max(1, Allowance.seconds(allowance.retryAfter()));
            response.header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        }
    }
}
