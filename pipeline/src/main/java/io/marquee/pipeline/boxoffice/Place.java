package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import java.time.Instant;
import java.time.ZoneId;

/** A time zone, and the business day there that was last asked for: the next event is nearly always of the same. */
final class Place {

    private final ZoneId zone;
    private BusinessDay last;
    private long lastStart;
    private long lastEnd;

    /** @param name IANA zone */
    Place(String name) {
        zone = ZoneId.of(name);
    }

    ZoneId zone() {
        return zone;
    }

    /** The business day of an instant in milliseconds since 1970. */
    BusinessDay dayOf(long occurredAt, BusinessCalendar calendar) {
        if (occurredAt < lastStart || occurredAt >= lastEnd) {
            last = calendar.dayOf(Instant.ofEpochMilli(occurredAt), zone);
            lastStart = last.start().toEpochMilli();
            lastEnd = last.end().toEpochMilli();
        }
        return last;
    }

    /** When the day ends that was last asked for, in milliseconds since 1970. */
    long lastEnd() {
        return lastEnd;
    }
}
