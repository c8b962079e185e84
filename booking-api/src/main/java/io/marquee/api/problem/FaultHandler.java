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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nobody foresaw: 400 for a value that the database cannot take, 503 while the database is away or busy, else
 * 500. The log has the reason, the caller not.
 */
@Singleton
final class FaultHandler implements ExceptionHandler<RuntimeException, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    // 08: connection exception; 53: out of connections; 57P: the server shuts down or starts; 57014: a statement took
    // too long; 40: rolled back, for a deadlock or to serialize; 55P03: a lock was not to be had
    private static final List<String> PASSING = List.of("08", "53", "57P", "57014", "40", "55P03");

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, RuntimeException exception) {
        MutableHttpResponse<Problem> answer;
        if (isPassing(exception)) {
            LOG.warn("{} {}: the database is away or busy: {}",
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

    static boolean isPassing(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null
                    && PASSING.stream().anyMatch(sql.getSQLState()::startsWith)) {
                return true;
            }
        }
        return false;
    }
}
