package io.marquee.api.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the problem that a controller threw. */
@Singleton
final class ProblemExceptionHandler implements ExceptionHandler<ProblemException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, ProblemException exception) {
        return answer(request, exception);
    }

    static MutableHttpResponse<Problem> answer(HttpRequest<?> request, ProblemException exception) {
        return ProblemResponses.write(
                request, HttpResponse.status(exception.status()), exception.toProblem(request.getPath()));
    }
}
