package io.marquee.api.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nobody foresaw: 400 for a value that the database cannot take, 503 while the database cannot be reached, else
 * 500. The log has the reason, the caller not.
 */
@Singleton
final class FaultHandler implements ExceptionHandler<RuntimeException, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, RuntimeException exception) {
        MutableHttpResponse<Problem> answer;
        if (isDatabaseAway(exception)) {
            LOG.warn("{} {}: the database does not answer: {}",
                    request.getMethodName(), request.getPath(), exception.getMessage());
            answer = ProblemExceptionHandler.answer(
                    request,
                    ProblemException.of(
                            HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "Service unavailable",
                            "The service is busy or restarting; try again in a moment."))
                    .header(HttpHeaders.RETRY_AFTER, "1");
        } else if (isData(exception)) {
            LOG.warn("{} {}: the database refused a value: {}",
                    request.getMethodName(), request.getPath(),
                    String.valueOf(exception.getMessage()).lines().findFirst().orElse(""));
            answer = ProblemExceptionHandler.answer(
                    request,
                    ProblemException.of(
                            HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request",
                            "A value is out of its range, or holds characters that cannot be stored."));
        } else {
            LOG.error("{} {} failed", request.getMethodName(), request.getPath(), exception);
            answer = ProblemExceptionHandler.answer(
                    request,
                    ProblemException.of(
                            HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Internal error",
                            "Something went wrong here; it has been logged."));
        }
        return answer;
    }

    // 22: data exception, such as a NUL in a text or a year that no calendar has
    private static boolean isData(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("22")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDatabaseAway(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            // 08: connection exception; 57P: the server shuts down or starts; 53: out of connections
            if (cause instanceof SQLException sql && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P")
                            || sql.getSQLState().startsWith("53"))) {
                return true;
            }
        }
        return false;
    }
}
