package io.marquee.api.ticket;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;

/**
 * What a QR code says: the payload of the signed token. It stays the same however often the ticket is printed.
 *
 * @param booking the booking, as {@code sub}
 * @param showtime the showing
 * @param seat one seat of the booking
 * @param start when the showing starts, in seconds since 1970, for a door that checks offline
 */
@Serdeable
record TicketCode(@JsonProperty("sub") UUID booking, long showtime, String seat, long start) {

    /** The code of one seat. */
    static TicketCode of(Ticket ticket, String seat) {
        return new TicketCode(ticket.bookingId(), ticket.showtimeId(), seat, ticket.startsAt().getEpochSecond());
    }
}
