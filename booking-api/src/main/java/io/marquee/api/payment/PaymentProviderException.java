package io.marquee.api.payment;

/** The payment provider failed, or did not answer. */
public final class PaymentProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What it said, or why there was no answer. */
    public PaymentProviderException(String message) {
        super(message);
    }

    /** The same, with what was behind it. */
    public PaymentProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
