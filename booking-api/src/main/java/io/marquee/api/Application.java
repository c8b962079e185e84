package io.marquee.api;

import io.marquee.api.drain.Drain;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The booking API: catalogue, seats, bookings, live updates, reads of the totals, web pages. */
@OpenAPIDefinition(
        info = @Info(
                title = "Marquee booking API",
                version = "0.1",
                description = "Sells cinema seats and shows what they earn, as it happens. JSON in snake_case; money "
                        + "in minor units with an ISO 4217 code; instants in RFC 3339 UTC; errors as RFC 9457 "
                        + "application/problem+json. Lists come in pages: pass next_cursor as cursor until it is null. "
                        + "Operations answer 406 to an Accept header that leaves nothing to answer with, and 403 to "
                        + "a web page of another origin when the server is asked for as localhost.",
                license = @License(name = "MIT")))
@SecurityScheme(name = Application.BEARER, type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
public final class Application {

    /** The name of the bearer-token scheme in the OpenAPI document. */
    public static final String BEARER = "bearer";

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int SECRET_LENGTH = 32;

    private Application() {}

    /** Runs the API until SIGTERM; then requests in hand are finished, see {@link Drain}. */
    public static void main(String[] arguments) throws InterruptedException {
        long begun = System.nanoTime();
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
        ApplicationContext context = Micronaut.build(arguments).mainClass(Application.class).banner(false).build();
        try {
            context.start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            LOG.info("Ready at {} after {} ms", server.getContextURI(), (System.nanoTime() - begun) / 1_000_000);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(context, server), "stop"));
        } catch (RuntimeException | Error failed) {
            LOG.error("The API does not start: {}", failed.getMessage(), failed);
            System.exit(1);
        }
        new CountDownLatch(1).await(); // until the process is told to stop
    }

    /** Drains the instance, then stops it. */
    static void stop(ApplicationContext context, EmbeddedServer server) {
        context.getBean(Drain.class).run(server);
        server.stop(); // and with it the context
        context.close();
    }
}
