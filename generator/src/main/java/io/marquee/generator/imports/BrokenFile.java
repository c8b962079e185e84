package io.marquee.generator.imports;

/** A file, or the schema for it, cannot be read at all, or no further; the message names place and reason. */
public final class BrokenFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenFile(String message) {
        super(message);
    }

    BrokenFile(String message, Throwable cause) {
        super(message, cause);
    }
}
