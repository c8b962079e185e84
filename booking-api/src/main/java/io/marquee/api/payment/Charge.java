package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;

/**
 * What became of a charge.
 *
 * @param status how it ended, or that it has not
 * @param providerRef the provider's own id of it
 * @param reason why not, for {@link Status#DECLINED}; for {@link Status#AWAITED} why the last try failed, if one did
 * @param clientSecret what the customer's browser goes on with, for {@link Status#AWAITED}
 */
public record Charge(
        Status status, @Nullable String providerRef, @Nullable String reason, @Nullable String clientSecret) {

    /** How a charge ended. */
    public enum Status {
        /** The money is taken. */
        CAPTURED,
        /** The customer's means of payment was refused, for good. */
        DECLINED,
        /** It never happened, and never will. */
        CANCELLED,
        /** The customer has something to do, or the provider; a webhook tells how it ends. */
        AWAITED
    }

    /** For seats that cost nothing: providers refuse to take that. */
    public static Charge ofNothing() {
        return captured(null);
    }

    static Charge captured(@Nullable String providerRef) {
        return new Charge(Status.CAPTURED, providerRef, null, null);
    }

    static Charge declined(String providerRef, String reason) {
        return new Charge(Status.DECLINED, providerRef, reason, null);
    }

    static Charge cancelled(String providerRef) {
        return new Charge(Status.CANCELLED, providerRef, null, null);
    }

    static Charge awaited(String providerRef, @Nullable String reason, @Nullable String clientSecret) {
        return new Charge(Status.AWAITED, providerRef, reason, clientSecret);
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
        return "Charge[" + status + " " + providerRef + (reason == null ? "" : ": " + reason) + "]";
    }
}
