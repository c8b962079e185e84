package io.marquee.api.drain;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** While the instance is on its way out, each answer is the last one on its connection, and says so. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class LastAnswers {

    private final Drain drain;

    LastAnswers(Drain drain) {
        this.drain = drain;
    }

    @ResponseFilter
    void mark(MutableHttpResponse<?> answer) {
        if (drain.hasBegun()) {
            answer.header(HttpHeaders.CONNECTION, "close");
        }
    }
}
