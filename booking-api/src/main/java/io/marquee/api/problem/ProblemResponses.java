package io.marquee.api.problem;

import io.marquee.api.http.RequestIds;
import io.micronaut.context.annotation.Primary;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.serde.exceptions.SerdeException;
import io.micronaut.serde.exceptions.path.CollectionItemReferencePath;
import io.micronaut.serde.exceptions.path.MapItemReferencePath;
import io.micronaut.serde.exceptions.path.ReferencePath;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns every error that the framework finds (routes, methods, media types, JSON, conversion) into a problem. */
@Primary
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Problem> {

    private static final MediaType TYPE = MediaType.of(Problem.MEDIA_TYPE);

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        if (context.getRootCause().orElse(null) instanceof ConversionErrorException conversion) {
            return write(context.getRequest(), response, ofConversion(conversion).toProblem(context.getRequest().getPath()));
        }
        HttpStatus status = HttpStatus.valueOf(response.code());
        List<FieldError> fields = new ArrayList<>();
        StringBuilder detail = new StringBuilder();
        for (Error error : context.getErrors()) {
            // The path of a framework error is the argument's name, or the request's path when it is about the whole.
            error.getPath().filter(path -> !path.isBlank() && !path.startsWith("/"))
                    .ifPresent(path -> fields.add(new FieldError(snake(path), plain(error.getMessage()))));
            detail.append(detail.isEmpty() ? "" : "; ").append(plain(error.getMessage()));
        }
        String text = response.code() >= 500 || detail.isEmpty() ? status.getReason() : detail.toString();
        Problem problem = new Problem(
                "about:blank", status.getReason(), response.code(), text, context.getRequest().getPath(), fields,
                List.of(), List.of(), null, null);
        return write(context.getRequest(), response, problem);
    }

    // A value that is not of its type: the argument's name is the field, or inside a body the path of properties.
    private static ProblemException ofConversion(ConversionErrorException conversion) {
        Throwable cause = conversion.getConversionError().getCause();
        String path = "";
        Throwable last = cause;
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            last = inner;
            if (inner instanceof SerdeException unreadable && !unreadable.getPath().isEmpty()) {
                path = path(unreadable.getPath());
            }
        }
        String message = plain(String.valueOf(last.getMessage()));
        message = message.substring(message.lastIndexOf("]: ") < 0 ? 0 : message.lastIndexOf("]: ") + 3);
        if (message.startsWith("Cannot convert type")) {
            message = "it is nothing that can be read here"; // the converter names only classes
        }
        boolean isBody = conversion.getArgument().getAnnotationMetadata().hasAnnotation(Body.class);
        if (path.isEmpty() && isBody) {
            return ProblemException.of(
                    HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", "The body cannot be read: " + message);
        }
        return ProblemException.badField(
                path.isEmpty() ? snake(conversion.getArgument().getName()) : path,
                isBody ? message : "is not of its type: " + message);
    }

    // The innermost part comes first.
    private static String path(List<ReferencePath> parts) {
        StringBuilder path = new StringBuilder();
        for (int at = parts.size() - 1; at >= 0; at--) {
            if (parts.get(at) instanceof CollectionItemReferencePath item) {
                path.append('[').append(item.index()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(parts.get(at) instanceof MapItemReferencePath item
                        ? item.key() : snake(parts.get(at).getArgument().getName()));
            }
        }
        return path.toString();
    }

    static MutableHttpResponse<Problem> write(
            HttpRequest<?> request, MutableHttpResponse<?> response, Problem problem) {
        MutableHttpResponse<Problem> answer = response.body(problem.of(RequestIds.of(request))).contentType(TYPE);
        return request.getMethod() == HttpMethod.HEAD ? answer.body(null) : answer;
    }

    // Parsers and converters name Java classes in their messages; a caller has no use for them.
    private static String plain(String message) {
        String text = message == null ? "" : message;
        int source = text.indexOf("\n at [Source:");
        text = source < 0 ? text : text.substring(0, source);
        return text.replaceAll("\\b(?:[a-z]\\w*\\.)+([A-Z]\\w*)", "$1").strip();
    }

    /** {@code holdId} as {@code hold_id}, the way it is on the wire. */
    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
