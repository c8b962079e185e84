package io.marquee.api.http;

import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpStatus;
import java.io.Serial;

/** The body of a request will never be there as a whole. */
public final class UnfinishedBodyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient ProblemException problem;

    private UnfinishedBodyException(ProblemException problem) {
        super(problem.getMessage(), null, false, false);
        this.problem = problem;
    }

    static UnfinishedBodyException late(String reason) {
        return new UnfinishedBodyException(
                ProblemException.of(HttpStatus.REQUEST_TIMEOUT, "unfinished-body", "Unfinished body", reason));
    }

    static UnfinishedBodyException broken() {
        return new UnfinishedBodyException(ProblemException.badField(
                "body", "is broken: its chunks are not what Transfer-Encoding makes of them"));
    }

    /** What its sender is told. */
    public ProblemException problem() {
        return problem;
    }
}
