package io.marquee.api.problem;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;

/** 401 for a caller without a valid token, 403 for one whose role is not enough. */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class AccessDeniedHandler implements ExceptionHandler<AuthorizationException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, AuthorizationException exception) {
        if (exception.isForbidden()) {
            return ProblemExceptionHandler.answer(
                    request,
                    ProblemException.of(
                            HttpStatus.FORBIDDEN, "forbidden", "Forbidden", "Your role does not allow this."));
        }
        return ProblemExceptionHandler.answer(
                        request,
                        ProblemException.of(
                                HttpStatus.UNAUTHORIZED, "unauthorized", "Unauthorized",
                                "Send a valid token as Authorization: Bearer <token>; POST /auth/guest gives one."))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
