package io.marquee.api.trace;

import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import java.util.List;

/**
 * Whether somebody wants traces: an endpoint or an exporter is named, as OpenTelemetry's specification of its
 * environment variables has it, and nothing says that there shall be none. Otherwise no bean of this package exists.
 */
public class TracesWanted implements Condition {

    /** Each of these alone turns tracing on. */
    private static final List<String> ENDPOINTS =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");
    private static final String EXPORTER = "otel.traces.exporter";

    @Override
    public boolean matches(@SuppressWarnings("rawtypes") ConditionContext context) {
        String exporter = setting(context, EXPORTER);
        if (Boolean.parseBoolean(setting(context, "otel.sdk.disabled")) || exporter.equals("none")) {
            return false;
        }
        return !exporter.isEmpty() || ENDPOINTS.stream().anyMatch(name -> !setting(context, name).isEmpty());
    }

    // An empty variable is as one that is not set, also in the specification.
    private static String setting(ConditionContext<?> context, String name) {
        return context.getProperty(name, String.class).orElse("").strip();
    }
}
