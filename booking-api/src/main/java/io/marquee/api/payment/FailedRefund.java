package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A refund that its provider took on and could not pay out.
 *
 * @param id of the refund; the provider has it as metadata {@code marquee_refund}
 * @param bookingId what was given back; null where the payment never became a booking
 * @param seats that were given back
 * @param email whom the money belongs to
 * @param amountMinor how much, in minor units
 * @param currency ISO 4217 code
 * @param provider who took the payment
 * @param providerRef the provider's id of the refund
 * @param reason why it was refunded
 * @param createdAt since when it is owed
 * @param settlement how the money found its way in the end; null as long as it has not
 * @param settledAt when that was noted
 */
@Serdeable
record FailedRefund(
        UUID id,
        @Nullable UUID bookingId,
        List<String> seats,
        String email,
        long amountMinor,
        String currency,
        String provider,
        @Nullable String providerRef,
        String reason,
        Instant createdAt,
        @Nullable String settlement,
        @Nullable Instant settledAt) {}
