package io.marquee.api.problem;

import io.micronaut.http.HttpStatus;
import java.util.List;

/** Ends a request with a problem document. An everyday result rather than a fault: it has no stack trace. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String type;
    private final String title;
    private final transient List<FieldError> errors;
    private final transient List<String> unavailable;
    private final transient List<String> stranded;
    private final String bookingId;

    private ProblemException(
            HttpStatus status,
            String type,
            String title,
            String detail,
            List<FieldError> errors,
            List<String> unavailable,
            List<String> stranded,
            String bookingId) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.errors = errors;
        this.unavailable = unavailable;
        this.stranded = stranded;
        this.bookingId = bookingId;
    }

    /** A problem of a kind of its own; {@code kind} becomes the last part of its type. */
    public static ProblemException of(HttpStatus status, String kind, String title, String detail) {
        return new ProblemException(
                status, ProblemTypes.uri(kind), title, detail, List.of(), List.of(), List.of(), null);
    }

    /** 409: the request is right, but not in the state that things are in. */
    public static ProblemException conflict(String kind, String title, String detail) {
        return of(HttpStatus.CONFLICT, kind, title, detail);
    }

    /** 404, the same whether the thing does not exist or belongs to someone else. */
    public static ProblemException notFound(String what, Object id) {
        return of(HttpStatus.NOT_FOUND, "not-found", "Not found", "There is no " + what + " " + id + ".");
    }

    /** 404 for a thing that a parameter or field names. */
    public static ProblemException unknownField(String field, String what, Object id) {
        String message = "there is no " + what + " " + id;
        return new ProblemException(
                HttpStatus.NOT_FOUND, ProblemTypes.uri("not-found"), "Not found",
                "There is no " + what + " " + id + ".",
                List.of(new FieldError(field, message)), List.of(), List.of(), null);
    }

    /** 400: one value is not what it should be. */
    public static ProblemException badField(String field, String message) {
        return badFields(List.of(new FieldError(field, message)));
    }

    /** 400: some values are not what they should be. */
    public static ProblemException badFields(List<FieldError> errors) {
        StringBuilder detail = new StringBuilder();
        for (FieldError error : errors) {
            detail.append(detail.isEmpty() ? "" : "; ").append(error.field()).append(": ").append(error.message());
        }
        return new ProblemException(
                HttpStatus.BAD_REQUEST, ProblemTypes.uri("invalid-request"), "Invalid request", detail.toString(),
                errors, List.of(), List.of(), null);
    }

    /** 409: others have these seats. */
    public static ProblemException seatsUnavailable(List<String> seats) {
        return new ProblemException(
                HttpStatus.CONFLICT, ProblemTypes.uri("seats-unavailable"), "Seats not available",
                "Not available: " + String.join(", ", seats) + ". Nothing was held.", List.of(), seats, List.of(),
                null);
    }

    /** 409: the seats are free, and would leave these single ones that another choice would not. */
    public static ProblemException singleSeatLeft(List<String> stranded) {
        return new ProblemException(
                HttpStatus.CONFLICT, ProblemTypes.uri("single-seat-left"), "Single seat left",
                "These seats would leave " + String.join(", ", stranded) + " alone, which hardly anybody buys. Choose"
                        + " seats that leave none or two and more beside them. Nothing was held.",
                List.of(), List.of(), stranded, null);
    }

    /** 409: the hold was sold before. */
    public static ProblemException alreadyBooked(String bookingId) {
        return new ProblemException(
                HttpStatus.CONFLICT, ProblemTypes.uri("already-booked"), "Already booked",
                "This hold became booking " + bookingId + ".", List.of(), List.of(), List.of(), bookingId);
    }

    /** The HTTP status. */
    public HttpStatus status() {
        return status;
    }

    /** The document that says so.
     *
     * @param instance the path that was asked for
     */
    public Problem toProblem(String instance) {
        return new Problem(
                type, title, status.getCode(), getMessage(), instance, errors, unavailable, stranded, bookingId, null);
    }
}
