package io.marquee.api.http;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.List;
import java.util.Map;

/** Refuses query parameters with the character NUL, which PostgreSQL cannot keep in a text, nor look for. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class PlainParameters implements Ordered {

    /** Once the request has an id. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 2;
    }

    /** @throws ProblemException 400 that names the parameter */
    @RequestFilter
    void require(HttpRequest<?> request) {
        for (Map.Entry<String, List<String>> parameter : request.getParameters()) {
            if (parameter.getValue().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                throw ProblemException.badField(parameter.getKey(), "must not contain the character NUL");
            }
        }
    }
}
