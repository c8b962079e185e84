package io.marquee.events;

import java.time.Instant;

/**
 * Money came in, or went back. A refund is an event of its own, with its own date.
 *
 * @param type sale or refund
 * @param eventId names this event among all others
 * @param source who numbers it: {@code showtime:<id>} from the API, {@code pos:<theater>:<till>} from a till
 * @param sequence its number within the source
 * @param occurredAt when the money changed hands
 * @param bookingId the booking that it belongs to; null where there is none
 * @param theaterId the theater that earned it
 * @param timeZone IANA zone of that theater; it decides which day the event counts for
 * @param movieId the movie
 * @param showtimeId the showing; null where the till does not know it
 * @param tickets how many tickets were sold or taken back, 1 to {@value #MAX_TICKETS}
 * @param amountMinor the sum in minor units of the currency, 0 to {@value #MAX_AMOUNT_MINOR}
 * @param currency ISO 4217 code
 * @param channel where it was sold
 */
public record SalesEvent(
        Type type,
        String eventId,
        String source,
        long sequence,
        Instant occurredAt,
        String bookingId,
        long theaterId,
        String timeZone,
        long movieId,
        Long showtimeId,
        int tickets,
        long amountMinor,
        String currency,
        Channel channel)
        implements Event {

    /** More tickets than any house has seats: a value above is a mistake. */
    public static final int MAX_TICKETS = 100_000;

    /** Far above any sale, and low enough that nine million of them add up within a long. */
    public static final long MAX_AMOUNT_MINOR = 1_000_000_000_000L;

    /** Which way the money went. */
    public enum Type {
        SALE("sale"),
        REFUND("refund");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    /** Where it was sold. */
    public enum Channel {
        WEB("web"),
        POS("pos"),
        IMPORT("import");

        private final String word;

        Channel(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    @Override
    public String typeName() {
        return type.word;
    }

    @Override
    public String key() {
        return Long.toString(theaterId);
    }

    @Override
    public String topic() {
        return Topics.SALES;
    }
}
