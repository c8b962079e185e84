package io.marquee.api.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Reads the body of every request before anything is done. So what is larger than
 * {@code micronaut.server.max-request-size} is refused by operations that read no body too, and the bytes can be looked
 * at as they came.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public class RequestBodies implements Ordered {

    private static final String BODY = "marquee.body";
    private static final byte[] NONE = {};

    /** After all other filters: whoever is turned away by them sends a body in vain. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** The body as it came; empty when there was none. */
    public static byte[] of(HttpRequest<?> request) {
        return request.getAttribute(BODY, byte[].class).orElse(NONE);
    }

    /** Comes when the whole body is there, or never when it is too large: then the request fails. */
    @RequestFilter
    void keep(HttpRequest<?> request, @Body byte[] body) {
        if (body.length > 0) {
            request.setAttribute(BODY, body);
        }
    }
}
