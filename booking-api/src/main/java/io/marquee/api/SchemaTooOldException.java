package io.marquee.api;

/** The database lacks migrations that this version of the API needs, and nobody has applied them in time. */
public final class SchemaTooOldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaTooOldException(String message) {
        super(message);
    }
}
