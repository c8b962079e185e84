package io.marquee.api.http;

import io.micronaut.serde.exceptions.SerdeException;
import java.io.Serial;

/** A value in a body is not of its type. The message says what it must be, in words for whoever sent it. */
public final class UnreadableValueException extends SerdeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnreadableValueException(String message) {
        super(message);
    }
}
