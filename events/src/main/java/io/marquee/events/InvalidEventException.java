package io.marquee.events;

/** The bytes are not an event of the contract. */
public final class InvalidEventException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, as one of a few fixed words. */
    public enum Reason {
        /** Not one JSON object in UTF-8. */
        NOT_JSON("not-json"),
        /** The {@code type} is none of the contract. */
        UNKNOWN_TYPE("unknown-type"),
        /** A field that the type needs is absent or null. */
        MISSING_FIELD("missing-field"),
        /** A field has a value that cannot be. */
        INVALID_VALUE("invalid-value");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word that goes into the dead letter's {@code reason} header. */
        public String word() {
            return word;
        }
    }

    private final Reason reason;
    private final String field;

    InvalidEventException(Reason reason, String field, String detail) {
        // Bad input is an everyday result here, not a fault of the program: no stack trace.
        super(detail, null, false, false);
        this.reason = reason;
        this.field = field;
    }

    /** Why, as a fixed word. */
    public Reason reason() {
        return reason;
    }

    /** The field at fault as it is named in the JSON; null where the whole is at fault. */
    public String field() {
        return field;
    }
}
