package io.marquee.api.problem;

import io.marquee.api.http.UnfinishedBodyException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** 408 to whoever did not send the body in time, and the connection ends: the rest of the body may never come. */
@Singleton
final class UnfinishedBodyHandler implements ExceptionHandler<UnfinishedBodyException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, UnfinishedBodyException exception) {
        return ProblemExceptionHandler.answer(
                request,
                ProblemException.of(
                        HttpStatus.REQUEST_TIMEOUT, "unfinished-body", "Unfinished body", exception.getMessage()))
                .header(HttpHeaders.CONNECTION, "close");
    }
}
