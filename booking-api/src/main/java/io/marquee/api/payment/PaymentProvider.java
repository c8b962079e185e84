package io.marquee.api.payment;

import java.util.UUID;

/**
 * Takes money and gives it back. Calls block, may be slow, and are never made inside a transaction of the database. All
 * are idempotent by the id that the caller gives.
 */
public interface PaymentProvider {

    /** The word for it in a booking's {@code payment.method}. */
    String name();

    /**
     * Charges a customer.
     *
     * @param payment our id of this attempt
     * @param amountMinor minor units of the currency, 0 or more
     * @param currency ISO 4217 code
     * @param token stands for the customer's means of payment
     * @return captured or declined
     * @throws PaymentProviderException when it cannot be told what happened; {@link #settle} tells then or later
     */
    Charge charge(UUID payment, long amountMinor, String currency, String token) throws PaymentProviderException;

    /**
     * Ends the uncertainty about an attempt: tells how it ended, or sees to it that it never will succeed.
     *
     * @return cancelled where there was no charge; none can follow then, even if its request is still under way
     * @throws PaymentProviderException when the provider does not answer; to be tried again
     */
    Charge settle(UUID payment) throws PaymentProviderException;

    /**
     * Gives money back.
     *
     * @param refund our id of this refund
     * @param providerRef of the captured charge
     * @param amountMinor at most what is left of the charge
     * @return the provider's id of the refund
     * @throws PaymentProviderException when it was refused or cannot be told what happened; to be tried again
     */
    String refund(UUID refund, String providerRef, long amountMinor) throws PaymentProviderException;
}
