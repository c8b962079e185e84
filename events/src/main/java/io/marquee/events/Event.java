package io.marquee.events;

import java.time.Instant;

/**
 * Something that happened, as it travels through Kafka. Two copies of an event have the same {@link #source} and {@link
 * #sequence}; that is how duplicates are told.
 */
public sealed interface Event permits SeatEvent, BookingEvent, SalesEvent {

    /** Names this event among all others; a UUID where Marquee makes it. */
    String eventId();

    /** The word on the wire, such as {@code seat.locked}. */
    String typeName();

    /** Who numbers this event: {@code showtime:123}, {@code pos:17:2}. */
    String source();

    /** The event's number within its source; it grows, gaps are allowed, never negative. */
    long sequence();

    /** When it happened, which need not be when it was written. */
    Instant occurredAt();

    /** The key of the event's Kafka record. */
    String key();

    /** The topic that the event belongs to. */
    String topic();
}
