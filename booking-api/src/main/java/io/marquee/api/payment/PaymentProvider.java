package io.marquee.api.payment;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes money and gives it back. Calls block, may be slow, and are never made inside a transaction of the database. All
 * are idempotent by the id of the payment or refund.
 */
public interface PaymentProvider {

    /** The word for it in a booking's {@code payment.method}. */
    String name();

    /** Why nobody can pay with it here; empty when it is in use. Payments of before are still looked after. */
    Optional<String> missing();

    /**
     * Passes when a payment can be made with this token, as far as one can tell without asking.
     *
     * @param token null for none
     * @throws ProblemException 400 for a token that this provider cannot do without
     */
    void requireToken(@Nullable String token);

    /**
     * Charges a customer.
     *
     * @param payment this attempt
     * @param token stands for the customer's means of payment; null where the customer chooses it at the provider
     * @return captured, declined, or awaited
     * @throws PaymentProviderException when it cannot be told what happened; {@link #settle} tells then or later
     */
    Charge charge(Payment payment, @Nullable String token) throws PaymentProviderException;

    /**
     * Tells how an attempt that waits for its customer stands, and changes nothing.
     *
     * @throws PaymentProviderException when the provider does not answer; to be tried again
     */
    Charge look(Payment payment) throws PaymentProviderException;

    /**
     * Ends the uncertainty about an attempt: tells how it ended, or sees to it that it never will succeed.
     *
     * @return cancelled where there was no charge; none can follow then, even if its request is still under way. Never
     *     awaited
     * @throws PaymentProviderException when the provider does not answer, or cannot stop it now; to be tried again
     */
    Charge settle(Payment payment) throws PaymentProviderException;

    /**
     * Gives money back.
     *
     * @param refund our id of this refund
     * @param payment the captured one
     * @param amountMinor at most what is left of the charge, in minor units
     * @return the provider's id of the refund
     * @throws PaymentProviderException when it was refused or cannot be told what happened; to be tried again
     */
    String refund(UUID refund, Payment payment, long amountMinor) throws PaymentProviderException;

    /**
     * Reads a webhook.
     *
     * @param body as it came, to the byte
     * @param signature the provider's header
     * @throws ProblemException 400 when it is not the provider's, or not from now
     */
    PaymentNotice read(String body, @Nullable String signature);
}
