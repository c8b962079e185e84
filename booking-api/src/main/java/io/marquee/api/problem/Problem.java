package io.marquee.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * An error as RFC 9457 has it, {@code application/problem+json}.
 *
 * @param type what kind: the path of its description, which does not change; {@code about:blank} when the status says
 *     it all
 * @param title the kind in words
 * @param status the HTTP status
 * @param detail what went wrong this time
 * @param instance the path that was asked for
 * @param errors the values that were refused; left out when there are none
 * @param unavailable the seats that others have; left out when it is not about seats
 * @param stranded the single seats that the wanted ones would leave; left out when it is not about these
 * @param bookingId the booking that the hold became already; left out otherwise
 * @param requestId the id of the request, which the log has too; as in the header {@code X-Request-Id}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "An error, application/problem+json of RFC 9457.")
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) List<FieldError> errors,
        @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) List<String> unavailable,
        @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) List<String> stranded,
        @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) String bookingId,
        @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) String requestId) {

    /** The media type of every error. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The same, of a request. */
    public Problem of(String request) {
        return new Problem(
                type, title, status, detail, instance, errors, unavailable, stranded, bookingId, request);
    }
}
