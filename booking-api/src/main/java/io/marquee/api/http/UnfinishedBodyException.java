package io.marquee.api.http;

import java.io.Serial;

/** The body of a request did not come in time, or another needed its room. */
public final class UnfinishedBodyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnfinishedBodyException(String message) {
        super(message, null, false, false);
    }
}
