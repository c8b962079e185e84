package io.marquee.api.problem;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.validation.exceptions.ConstraintExceptionHandler;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.List;

/** Names each field that broke a constraint, in the words of the request. */
@Singleton
@Replaces(ConstraintExceptionHandler.class)
final class InvalidRequestHandler implements ExceptionHandler<ConstraintViolationException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, ConstraintViolationException exception) {
        List<FieldError> errors = exception.getConstraintViolations().stream()
                .map(InvalidRequestHandler::error)
                .distinct()
                .sorted((one, other) -> one.field().compareTo(other.field()))
                .toList();
        return ProblemExceptionHandler.answer(request, ProblemException.badFields(errors));
    }

    private static FieldError error(ConstraintViolation<?> violation) {
        StringBuilder field = new StringBuilder();
        String argument = "";
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                argument = node.getName(); // a body's argument name is ours; a query parameter's is the caller's
            } else if (node.getKind() != ElementKind.METHOD) {
                append(field, node);
            }
        }
        return new FieldError(
                ProblemResponses.snake(field.isEmpty() ? argument : field.toString()), violation.getMessage());
    }

    // An element of a list or map has its place, and a name only as what it is a part of.
    private static void append(StringBuilder field, Path.Node node) {
        if (node.getIndex() != null) {
            field.append('[').append(node.getIndex()).append(']');
        } else if (node.getKey() != null) {
            field.append('.').append(node.getKey());
        }
        if (node.getKind() != ElementKind.CONTAINER_ELEMENT && node.getName() != null) {
            field.append(field.isEmpty() ? "" : ".").append(node.getName());
        }
    }
}
