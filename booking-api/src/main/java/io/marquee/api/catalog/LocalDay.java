package io.marquee.api.catalog;

import io.marquee.api.problem.ProblemException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * When a day begins and ends on the theaters' clocks, by the rules of the JDK, as all local times of this service are:
 * PostgreSQL's may be of another release. For {@link #TABLE} in a query.
 *
 * @param zones of all theaters
 * @param opens when it begins, in RFC 3339, zone by zone
 * @param closes when it ends
 */
record LocalDay(List<String> zones, List<String> opens, List<String> closes) {

    /** With the columns {@code time_zone}, {@code opens} and {@code closes}, both timestamptz; see {@link #bindTo}. */
    static final String TABLE =
            " unnest(:zones::text[], :opens::timestamptz[], :closes::timestamptz[]) AS day (time_zone, opens, closes) ";

    /** Where no day is asked for. */
    static final LocalDay NONE = new LocalDay(List.of(), List.of(), List.of());

    private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 30);

    /**
     * @param parameter that the day was given by; to name it when it is out of range
     * @throws ProblemException 400 for a day that no showing can be on
     */
    static LocalDay of(Handle handle, LocalDate day, String parameter) {
        if (day.isBefore(FIRST) || day.isAfter(LAST)) {
            throw ProblemException.badField(parameter, "must be from " + FIRST + " to " + LAST);
        }
        List<String> zones = zones(handle);
        return new LocalDay(zones, starts(zones, day), starts(zones, day.plusDays(1)));
    }

    /** No day, but all that is still to come. */
    static LocalDay future(Handle handle) {
        List<String> zones = zones(handle);
        return new LocalDay(zones, Collections.nCopies(zones.size(), "now"),
                Collections.nCopies(zones.size(), "infinity"));
    }

    <S extends SqlStatement<S>> S bindTo(S statement) {
        return statement
                .bindArray("zones", String.class, zones)
                .bindArray("opens", String.class, opens)
                .bindArray("closes", String.class, closes);
    }

    private static List<String> zones(Handle handle) {
        // One that the JDK does not know must not be in the way of all others.
        return handle.createQuery("SELECT DISTINCT time_zone FROM theater").mapTo(String.class).stream()
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .toList();
    }

    private static List<String> starts(List<String> zones, LocalDate day) {
        return zones.stream().map(zone -> day.atStartOfDay(ZoneId.of(zone)).toInstant().toString()).toList();
    }
}
