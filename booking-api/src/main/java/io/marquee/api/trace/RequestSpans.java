package io.marquee.api.trace;

import io.marquee.api.http.RequestIds;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.UriRouteInfo;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;

/**
 * A span for each request, from its head to the head of its answer; that of a WebSocket ends with the handshake. It
 * continues the trace of the request's {@code traceparent}, and its ids are in the log beside the request's id.
 *
 * <p>Names are those of OpenTelemetry's semantic conventions for HTTP. Of what a caller sends, a span has the method,
 * the path of a route, and the request id: no query, no header, no address, no unknown path, and no text of an error,
 * for all of these may name people or hold secrets. Probes and scrapes have no spans.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(beans = Traces.class)
class RequestSpans implements Ordered {

    /** The names of the trace's and the span's id in the log, as OpenTelemetry's own libraries have them. */
    static final String TRACE_LOG_KEY = "trace_id";
    static final String SPAN_LOG_KEY = "span_id";

    private static final String ATTRIBUTE = "marquee.span";
    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    RequestSpans(Traces traces) {
        this.tracer = traces.tracer();
        this.propagator = traces.propagator();
    }

    /** Directly after the request has its id. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        if (isWatching(request.getPath())) {
            return;
        }
        String method = request.getMethod() == HttpMethod.CUSTOM ? "_OTHER" : request.getMethodName();
        String route = route(request);
        SpanBuilder builder = tracer.spanBuilder(name(method, route))
                .setParent(propagator.extract(Context.root(), request, Headers.INSTANCE))
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", method)
                .setAttribute("url.scheme", request.isSecure() ? "https" : "http");
        if (route != null) {
            builder.setAttribute("http.route", route).setAttribute("url.path", request.getPath());
        }
        String id = RequestIds.of(request);
        if (id != null) {
            builder.setAttribute(RequestIds.LOG_KEY, id);
        }
        Span span = builder.startSpan();
        request.setAttribute(ATTRIBUTE, span);
        tellTheLog(span, context);
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> answer) {
        request.getAttribute(ATTRIBUTE, Span.class).ifPresent(span -> {
            span.setAttribute("http.response.status_code", answer.code());
            if (answer.code() >= SERVER_ERROR) {
                span.setAttribute("error.type", Integer.toString(answer.code()));
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        });
    }

    @Nullable
    private static String route(HttpRequest<?> request) {
        return RouteAttributes.getRouteInfo(request)
                .filter(UriRouteInfo.class::isInstance)
                .map(route -> ((UriRouteInfo<?, ?>) route).getUriMatchTemplate().toPathString())
                .orElse(null);
    }

    private static String name(String method, @Nullable String route) {
        String verb = method.equals("_OTHER") ? "HTTP" : method;
        return route == null ? verb : verb + " " + route;
    }

    private static boolean isWatching(String path) {
        return path.equals("/prometheus") || path.equals("/health") || path.startsWith("/health/");
    }

    // One element of the context holds all that the log has of a request: a second one would hide it.
    private static void tellTheLog(Span span, MutablePropagatedContext context) {
        MdcPropagationContext before = context.getContext().find(MdcPropagationContext.class).orElse(null);
        Map<String, String> keys = new HashMap<>(before == null ? Map.of() : before.state());
        keys.put(TRACE_LOG_KEY, span.getSpanContext().getTraceId());
        keys.put(SPAN_LOG_KEY, span.getSpanContext().getSpanId());
        MdcPropagationContext now = new MdcPropagationContext(keys);
        if (before == null) {
            context.add(now);
        } else {
            context.replace(before, now);
        }
    }

    private enum Headers implements TextMapGetter<HttpRequest<?>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(HttpRequest<?> request) {
            return request.getHeaders().names();
        }

        @Nullable
        @Override
        public String get(@Nullable HttpRequest<?> request, String key) {
            return request == null ? null : request.getHeaders().get(key);
        }
    }
}
