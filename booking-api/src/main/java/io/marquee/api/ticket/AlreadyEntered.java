package io.marquee.api.ticket;

import io.marquee.api.problem.ProblemTypes;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * The problem of a ticket that was let in before: RFC 9457 with a member of its own.
 *
 * @param enteredAt when it was
 * @param requestId as in the header {@code X-Request-Id}
 */
@Serdeable
@Schema(name = "AlreadyEnteredProblem", description = "application/problem+json with the time of the first entry.")
record AlreadyEntered(
        String type, String title, int status, String detail, String instance, Instant enteredAt, String requestId) {

    static AlreadyEntered of(Entry entry, String instance, String requestId) {
        return new AlreadyEntered(
                ProblemTypes.uri("already-entered"),
                "Already entered",
                409,
                "Seat " + entry.seat() + " entered at " + entry.enteredAt() + ".",
                instance,
                entry.enteredAt(),
                requestId);
    }
}
