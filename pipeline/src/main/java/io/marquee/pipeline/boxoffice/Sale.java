package io.marquee.pipeline.boxoffice;

import io.marquee.events.SalesEvent;
import io.marquee.pipeline.KafkaRecord;

/**
 * A sale or refund on its way to the totals.
 *
 * @param theaterId the theater that earned it; the key of the job's state
 * @param movieId the movie
 * @param source who numbers it
 * @param sequence its number there
 * @param occurredAt when it happened, in milliseconds since 1970
 * @param timeZone IANA zone of the theater
 * @param refund whether money went back
 * @param tickets how many, 1 or more
 * @param amountMinor the sum in minor units, 0 or more
 * @param currency ISO 4217 code
 * @param record the record that it was read from, for the case that it is refused later
 */
public record Sale(
        long theaterId,
        long movieId,
        String source,
        long sequence,
        long occurredAt,
        String timeZone,
        boolean refund,
        int tickets,
        long amountMinor,
        String currency,
        KafkaRecord record) {

    static Sale of(SalesEvent event, KafkaRecord record) {
        return new Sale(
                event.theaterId(),
                event.movieId(),
                event.source(),
                event.sequence(),
                event.occurredAt().toEpochMilli(),
                event.timeZone(),
                event.type() == SalesEvent.Type.REFUND,
                event.tickets(),
                event.amountMinor(),
                event.currency(),
                record);
    }
}
