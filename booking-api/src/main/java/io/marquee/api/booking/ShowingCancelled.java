package io.marquee.api.booking;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What the cancellation of a showing came to.
 *
 * @param status always {@code cancelled}
 * @param bookingsRefunded how many bookings were cancelled because of it
 * @param refundedMinor what goes back to their customers, in minor units
 * @param refundsPending refunds that the payment provider has not confirmed yet; they are sent until it does
 */
@Serdeable
record ShowingCancelled(
        long showtimeId, String status, long bookingsRefunded, long refundedMinor, String currency,
        long refundsPending) {}
