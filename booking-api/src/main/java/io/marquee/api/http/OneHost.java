package io.marquee.api.http;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** Refuses requests that name no host or several, of which a proxy may have taken another one than we would. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class OneHost implements Ordered {

    /** Once the request has an id, before anything else. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    /** @throws ProblemException 400, as RFC 9112, section 3.2, wants it */
    @RequestFilter
    void require(HttpRequest<?> request) {
        int hosts = request.getHeaders().getAll(HttpHeaders.HOST).size();
        if (hosts > 1 || hosts == 0 && needsHost(request)) {
            throw ProblemException.badField("Host", "must be there, and once");
        }
    }

    // The health checks of some proxies speak HTTP/1.0, which knows no Host. Micronaut does not tell the version.
    private static boolean needsHost(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                && netty.getNativeRequest().protocolVersion().equals(HttpVersion.HTTP_1_1);
    }
}
