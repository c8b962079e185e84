package io.marquee.api.trace;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import jakarta.annotation.PreDestroy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry, set up by its own environment variables ({@code OTEL_…}), made at the start so that a setting that it
 * does not take stops the start. It sends spans in batches from a thread of its own, by OTLP over HTTP; when the server
 * there is slow or away, spans are dropped, and nobody waits.
 *
 * <p>Micronaut's own module for OpenTelemetry (7.2) is not used: it is in the way of each request when nobody wants
 * traces, puts queries and the texts of exceptions into spans, and calls each refusal an error.
 */
@Context
@Requires(condition = TracesWanted.class)
class Traces {

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final String SCOPE = "io.marquee.api";
    // An instance that stops waits no longer than this for the spans that it still has.
    private static final int LAST_SPANS_S = 2;

    // Kept, for java.util.logging forgets what nobody holds, with its handlers.
    private final Logger log = Logger.getLogger("io.opentelemetry");
    private final OpenTelemetrySdk telemetry;

    Traces(Environment environment) {
        if (log.getHandlers().length == 0) { // whatever it has to tell is for the log, not for standard error
            log.setUseParentHandlers(false);
            log.addHandler(new SLF4JBridgeHandler());
        }
        String name = environment.getRequiredProperty("micronaut.application.name", String.class);
        telemetry = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> settings(environment))
                .addResourceCustomizer((resource, settings) -> named(resource, name))
                .disableShutdownHook() // the context is closed in order, see close()
                .build()
                .getOpenTelemetrySdk();
    }

    Tracer tracer() {
        return telemetry.getTracer(SCOPE);
    }

    TextMapPropagator propagator() {
        return telemetry.getPropagators().getTextMapPropagator();
    }

    @PreDestroy
    void close() {
        telemetry.shutdown().join(LAST_SPANS_S, TimeUnit.SECONDS);
    }

    // Defaults and the API's own configuration; environment variables and system properties come before them.
    private static Map<String, String> settings(Environment environment) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "otel.traces.exporter", "otlp",
                "otel.exporter.otlp.protocol", "http/protobuf",
                // Metrics are at /prometheus, and the log goes to standard output.
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        environment.getProperties("otel", StringConvention.RAW)
                .forEach((key, value) -> settings.put("otel." + key, String.valueOf(value)));
        return settings;
    }

    // OTEL_SERVICE_NAME, or a service.name among OTEL_RESOURCE_ATTRIBUTES; else the application's name.
    private static Resource named(Resource resource, String name) {
        boolean unnamed = Resource.getDefault().getAttribute(SERVICE).equals(resource.getAttribute(SERVICE));
        return unnamed ? resource.toBuilder().put(SERVICE, name).build() : resource;
    }
}
