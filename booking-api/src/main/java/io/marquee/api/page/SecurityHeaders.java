package io.marquee.api.page;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Headers that every answer has. The pages' Content-Security-Policy comes with the pages. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class SecurityHeaders implements Ordered {

    /** Outside of all other filters, so that their refusals have the headers too. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    /** Adds them. */
    @ResponseFilter
    void add(MutableHttpResponse<?> response) {
        if (!response.getHeaders().contains("Content-Security-Policy") && !isPage(response)) {
            response.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        // Browsers heed it over HTTPS alone.
        response.header("Strict-Transport-Security", "max-age=31536000");
        response.header("Cross-Origin-Resource-Policy", "same-site");
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "same-origin");
        response.header("X-Frame-Options", "DENY");
        response.header("Cross-Origin-Opener-Policy", "same-origin");
        response.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }

    // A page without a policy of its own is Swagger UI, whose scripts and styles this one would stop; so would it the
    // viewers of tickets in browsers.
    private static boolean isPage(MutableHttpResponse<?> response) {
        return response.getContentType()
                .filter(type -> type.getName().equals(MediaType.TEXT_HTML)
                        || type.getName().equals(MediaType.APPLICATION_PDF))
                .isPresent();
    }
}
