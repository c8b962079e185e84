package io.marquee.generator.imports;

/** A value does not fit; the message is the reason, for people. */
final class BadValue extends Exception {

    private static final long serialVersionUID = 1L;

    BadValue(String reason) {
        super(reason, null, false, false); // millions may come: no stack traces
    }
}
