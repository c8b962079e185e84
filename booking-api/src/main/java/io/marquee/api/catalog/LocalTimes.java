package io.marquee.api.catalog;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Instants on a theater's own clock. */
public final class LocalTimes {

    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    private LocalTimes() {}

    /** The local time with its offset: in the hour that a change of clocks repeats, the offset tells which one. */
    public static String format(Instant instant, String timeZone) {
        return WITH_OFFSET.format(instant.atZone(ZoneId.of(timeZone)));
    }
}
