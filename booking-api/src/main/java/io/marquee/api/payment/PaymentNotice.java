package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * What a provider told by a webhook, its signature checked.
 *
 * @param eventId the provider's id of the event; the same when it is sent again
 * @param type the provider's word for what happened
 * @param payment our id of the attempt; null when it is about none
 * @param charge what became of it; null when the event is of no concern
 * @param failedRefund our id of a refund that was taken on and could not be paid out; null for other events
 */
public record PaymentNotice(
        String eventId, String type, @Nullable UUID payment, @Nullable Charge charge, @Nullable UUID failedRefund) {

    /** What became of a payment. */
    public PaymentNotice(String eventId, String type, @Nullable UUID payment, @Nullable Charge charge) {
        this(eventId, type, payment, charge, null);
    }
}
