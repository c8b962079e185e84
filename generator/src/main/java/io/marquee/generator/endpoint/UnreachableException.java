package io.marquee.generator.endpoint;

/** A server that a command needs does not answer. The message is one line that says what to do. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The usual advice for a part of the local stack. */
    public static UnreachableException notThere(String part, String address, Throwable cause) {
        return new UnreachableException("no " + part + " at " + address + ": start it with ./marquee up", cause);
    }
}
