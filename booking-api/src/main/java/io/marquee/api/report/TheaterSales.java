package io.marquee.api.report;

import java.time.Instant;

/**
 * What a theater sold in a day or month, in one currency. Amounts are minor units of it.
 *
 * @param bookings sales counted
 * @param cancellations refunds counted
 * @param tickets sold, those given back included
 * @param version how many events are in these totals
 * @param updatedAt when they were last written
 */
public record TheaterSales(
        long theaterId,
        String currency,
        long bookings,
        long cancellations,
        long tickets,
        long ticketsRefunded,
        long grossMinor,
        long refundedMinor,
        SalesStatus status,
        long version,
        Instant updatedAt) {

    /** Gross less refunds; negative when more was given back than sold. */
    public long revenueMinor() {
        return grossMinor - refundedMinor;
    }

    /** Tickets sold less those given back. */
    public long netTickets() {
        return tickets - ticketsRefunded;
    }
}
