package io.marquee.api.problem;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Says why a page of another origin got nothing from a server that runs on the reader's own machine. The framework
 * refuses it, against pages that try out what is there, and says nothing.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RefusedOrigins implements Ordered {

    /** Outside of the framework's filter. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @ResponseFilter
    void explain(HttpRequest<?> request, MutableHttpResponse<?> answer) {
        if (answer.code() == HttpStatus.FORBIDDEN.getCode() && answer.getBody().isEmpty()
                && request.getHeaders().contains(HttpHeaders.ORIGIN)) {
            ProblemException refused = ProblemException.of(
                    HttpStatus.FORBIDDEN, "foreign-origin", "Foreign origin",
                    "Pages of this origin may not call a server that is asked for as localhost.");
            ProblemResponses.write(request, answer, refused.toProblem(request.getPath()));
        }
    }
}
