package io.marquee.stack.data;

/** Something that the user can put right. The message is shown as it is: what is wrong, and what to do. */
public final class UserProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UserProblem(String message) {
        super(message);
    }

    public UserProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
