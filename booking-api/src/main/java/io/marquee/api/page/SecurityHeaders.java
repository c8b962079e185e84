package io.marquee.api.page;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Headers that every answer has. The pages' Content-Security-Policy comes with the pages. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class SecurityHeaders implements Ordered {

    private static final String SWAGGER_UI = "/swagger-ui";
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    private final String swaggerPolicy;

    SecurityHeaders() {
        String page = WebFiles.read("META-INF/swagger/views/swagger-ui/index.html")
                .map(content -> new String(content, StandardCharsets.UTF_8))
                .orElse("");
        String scripts = INLINE_SCRIPT.matcher(page).results()
                .map(script -> " " + WebFiles.policyHash(script.group(1).getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining());
        // Swagger UI writes styles into its elements, and its icons are data.
        swaggerPolicy = "default-src 'none'; script-src 'self'" + scripts + "; style-src 'self' 'unsafe-inline';"
                + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'";
    }

    /** Outside of all other filters, so that their refusals have the headers too. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    /** Adds them. */
    @ResponseFilter
    void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (!response.getHeaders().contains("Content-Security-Policy") && !isTicket(response)) {
            // By the path: what type a file has, and whether the browser has it already, is found out later.
            response.header("Content-Security-Policy", request.getPath().startsWith(SWAGGER_UI)
                    ? swaggerPolicy : "default-src 'none'; frame-ancestors 'none'");
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

    // The policy would stop the viewers of tickets in browsers.
    private static boolean isTicket(MutableHttpResponse<?> response) {
        return response.getContentType()
                .filter(type -> type.getName().equals(MediaType.APPLICATION_PDF))
                .isPresent();
    }
}
