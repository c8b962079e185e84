package io.marquee.api;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** The booking API: catalogue, seats, bookings, live updates, reads of the totals, web pages. */
@OpenAPIDefinition(
        info = @Info(
                title = "Marquee booking API",
                version = "0.1",
                description = "Sells cinema seats and shows what they earn, as it happens. JSON in snake_case; money in "
                        + "minor units with an ISO 4217 code; instants in RFC 3339 UTC; errors as RFC 9457 "
                        + "application/problem+json. Lists come in pages: pass next_cursor as cursor until it is null.",
                license = @License(name = "MIT")))
@SecurityScheme(name = Application.BEARER, type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
public final class Application {

    /** The name of the bearer-token scheme in the OpenAPI document. */
    public static final String BEARER = "bearer";

    private static final int SECRET_LENGTH = 32;

    private Application() {}

    /** Starts the API and returns once it listens; it stops on SIGTERM, after the requests in hand. */
    public static void main(String[] arguments) {
        String secret = System.getenv("MARQUEE_JWT_SECRET");
        if (secret == null || secret.length() < SECRET_LENGTH) {
            System.err.println("MARQUEE_JWT_SECRET is " + (secret == null ? "not set" : "too short")
                    + ": set it to a random text of at least " + SECRET_LENGTH
                    + " characters, the same for all instances.");
            System.exit(1);
        }
        // Netty's adaptive allocator can use up direct memory under many sockets.
        if (System.getProperty("io.netty.allocator.type") == null) {
            System.setProperty("io.netty.allocator.type", "pooled");
        }
        Micronaut.build(arguments).mainClass(Application.class).banner(false).start();
    }
}
