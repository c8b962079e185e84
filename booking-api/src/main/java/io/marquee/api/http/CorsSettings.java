package io.marquee.api.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Lets pages of the listed origins read answers (CORS): the same list as for WebSockets. No cookies are involved. */
@Singleton
final class CorsSettings implements BeanCreatedEventListener<CorsConfiguration> {

    private static final long SECONDS = 600;
    private static final List<String> EXPOSED = List.of(
            "ETag", "Location", "Retry-After", "Idempotent-Replayed", "RateLimit-Limit", "RateLimit-Remaining",
            "RateLimit-Reset", "WWW-Authenticate");

    private final AllowedOrigins origins;

    CorsSettings(AllowedOrigins origins) {
        this.origins = origins;
    }

    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration cors = event.getBean();
        if (origins.listed().isEmpty()) {
            cors.setEnabled(false); // without a configuration Micronaut would let every origin in, with credentials
        } else {
            CorsOriginConfiguration pages = new CorsOriginConfiguration();
            pages.setAllowedOrigins(List.copyOf(origins.listed()));
            pages.setAllowedMethods(List.of(
                    HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
                    HttpMethod.DELETE));
            pages.setExposedHeaders(EXPOSED);
            pages.setAllowCredentials(false);
            pages.setMaxAge(SECONDS);
            cors.setConfigurations(Map.of("pages", pages));
        }
        return cors;
    }
}
