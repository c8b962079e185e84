package io.marquee.api.http;

import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.context.ServerRequestContext;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request an id: that of its header {@code X-Request-Id}, else the trace id of its {@code traceparent} (W3C
 * Trace Context), else a new one. The answer has it as {@code X-Request-Id}, a problem as {@code request_id}, each line
 * of the log as {@code request_id}, and each event that comes of it, in the outbox and as a header in Kafka.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public class RequestIds implements Ordered {

    /** The header of requests and answers. */
    public static final String HEADER = "X-Request-Id";

    /** The id's name in the log. */
    public static final String LOG_KEY = "request_id";

    private static final Logger LOG = LoggerFactory.getLogger(RequestIds.class);
    private static final String ATTRIBUTE = "marquee.request-id";
    // What a log, a header and a database take without a second thought.
    private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,100}");
    private static final Pattern TRACE = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    /** The id of the request that this thread is working on; null when it works on none. */
    @Nullable
    public static String current() {
        return ServerRequestContext.currentRequest().map(RequestIds::of).orElse(null);
    }

    /** The id of a request; null before it has one. */
    @Nullable
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse(null);
    }

    /** Before all other filters, so that what they refuse has an id too. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    void identify(HttpRequest<?> request, MutablePropagatedContext context) {
        String id = choose(request.getHeaders().get(HEADER), request.getHeaders().get("traceparent"));
        request.setAttribute(ATTRIBUTE, id);
        context.add(new MdcPropagationContext(Map.of(LOG_KEY, id)));
    }

    @ResponseFilter
    void tell(HttpRequest<?> request, MutableHttpResponse<?> answer) {
        String id = of(request);
        if (id != null) {
            answer.header(HEADER, id);
            LOG.debug("{} {} answered with {}", request.getMethodName(), request.getPath(), answer.code());
        }
    }

    static String choose(@Nullable String given, @Nullable String traceparent) {
        if (given != null && GOOD.matcher(given).matches()) {
            return given;
        }
        Matcher trace = TRACE.matcher(traceparent == null ? "" : traceparent);
        return trace.matches() ? trace.group(1) : UUID.randomUUID().toString();
    }
}
