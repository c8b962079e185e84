package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;

/**
 * What became of a charge.
 *
 * @param status how it ended
 * @param providerRef the provider's own id of it
 * @param reason why not, for {@link Status#DECLINED}
 */
public record Charge(Status status, @Nullable String providerRef, @Nullable String reason) {

    /** How a charge ended. */
    public enum Status {
        /** The money is taken. */
        CAPTURED,
        /** The customer's means of payment was refused. */
        DECLINED,
        /** It never happened, and never will. */
        CANCELLED
    }
}
