package io.marquee.api.problem;

import io.marquee.api.http.UnfinishedBodyException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Tells whoever sent half a body so, and the connection ends: the rest of it may never come, or is no body. */
@Singleton
final class UnfinishedBodyHandler implements ExceptionHandler<UnfinishedBodyException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, UnfinishedBodyException exception) {
        return ProblemExceptionHandler.answer(request, exception.problem())
                .header(HttpHeaders.CONNECTION, "close");
    }
}
