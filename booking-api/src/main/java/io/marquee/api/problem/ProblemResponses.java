package io.marquee.api.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.marquee.api.http.RequestIds;
import io.marquee.api.http.UnreadableValueException;
import io.micronaut.context.annotation.Primary;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.exceptions.HttpException;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.json.JsonSyntaxException;
import io.micronaut.serde.exceptions.SerdeException;
import io.micronaut.serde.exceptions.path.CollectionItemReferencePath;
import io.micronaut.serde.exceptions.path.MapItemReferencePath;
import io.micronaut.serde.exceptions.path.ReferencePath;
import io.micronaut.web.router.exceptions.RoutingException;
import io.micronaut.web.router.exceptions.UnsatisfiedBodyRouteException;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Turns every error that the framework finds (routes, methods, media types, JSON, conversion) into a problem. */
@Primary
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Problem> {

    private static final MediaType TYPE = MediaType.of(Problem.MEDIA_TYPE);
    private static final Map<Class<?>, String> EXPECTED = Map.ofEntries(
            Map.entry(int.class, "must be a whole number that is not too large"),
            Map.entry(Integer.class, "must be a whole number that is not too large"),
            Map.entry(long.class, "must be a whole number"),
            Map.entry(Long.class, "must be a whole number"),
            Map.entry(boolean.class, "must be true or false"),
            Map.entry(Boolean.class, "must be true or false"),
            Map.entry(LocalDate.class, "must be a date such as 2024-05-10"),
            Map.entry(UUID.class, "must be an id such as 0192f1c4-7b1e-7c58-9f6e-3d1a2b4c5d6e"),
            Map.entry(Map.class, "must be an object"));

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        Throwable cause = context.getRootCause().orElse(null);
        ProblemException known = null;
        if (cause instanceof ConversionErrorException conversion) {
            known = ofConversion(conversion);
        } else if (cause instanceof JsonSyntaxException) {
            known = noJson(cause);
        } else if (cause instanceof UnsatisfiedBodyRouteException) {
            known = ProblemException.badField("body", "must not be left out, nor be null");
        }
        if (known != null) {
            return write(context.getRequest(), response, known.toProblem(context.getRequest().getPath()));
        }
        // What the framework says about requests is for callers; what else went wrong may tell of the inside.
        boolean isForCallers = cause == null || cause instanceof HttpException || cause instanceof RoutingException;
        HttpStatus status = HttpStatus.valueOf(response.code());
        List<FieldError> fields = new ArrayList<>();
        StringBuilder detail = new StringBuilder();
        for (Error error : context.getErrors()) {
            // The path of a framework error is the argument's name, or the request's path when it is about the whole.
            error.getPath().filter(path -> !path.isBlank() && !path.startsWith("/"))
                    .filter(path -> isForCallers)
                    .ifPresent(path -> fields.add(new FieldError(snake(path), plain(error.getMessage()))));
            detail.append(detail.isEmpty() ? "" : "; ").append(plain(error.getMessage()));
        }
        boolean hasWords = isForCallers && response.code() < 500 && !detail.isEmpty();
        String text = hasWords ? detail.toString() : status.getReason();
        Problem problem = new Problem(
                "about:blank", status.getReason(), response.code(), text, context.getRequest().getPath(), fields,
                List.of(), List.of(), null, null);
        return write(context.getRequest(), response, problem);
    }

    // A value that is not of its type: the argument's name is the field, or inside a body the path of properties.
    private static ProblemException ofConversion(ConversionErrorException conversion) {
        List<ReferencePath> path = List.of();
        String message = null;
        boolean isBody = conversion.getArgument().getAnnotationMetadata().hasAnnotation(Body.class);
        for (Throwable cause = conversion.getConversionError().getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonSyntaxException || cause instanceof JsonProcessingException) {
                return noJson(cause);
            }
            if (cause instanceof SerdeException unreadable && !unreadable.getPath().isEmpty()) {
                path = unreadable.getPath();
            }
            if (cause instanceof UnreadableValueException ours) {
                message = ours.getMessage();
            }
        }
        if (isBody && path.isEmpty()) {
            return ProblemException.badField("body", message == null ? "must be a JSON object" : message);
        }
        if (message == null) {
            message = expected((path.isEmpty() ? conversion.getArgument() : path.get(0).getArgument()).getType());
        }
        return ProblemException.badField(
                path.isEmpty() ? snake(conversion.getArgument().getName()) : path(path), message);
    }

    private static ProblemException noJson(Throwable reason) {
        Throwable syntax = reason instanceof JsonSyntaxException ? reason.getCause() : reason;
        JsonLocation place = syntax instanceof JsonProcessingException json ? json.getLocation() : null;
        return ProblemException.badField("body", place == null ? "is no JSON"
                : "is no JSON: look at line " + place.getLineNr() + ", column " + place.getColumnNr());
    }

    // In our words: those of parsers and converters name classes, and at times what is no business of the caller's.
    private static String expected(Class<?> type) {
        return type == Object.class
                ? "is not known here, or is there twice"
                : EXPECTED.getOrDefault(type, "cannot be read as what it should be");
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
