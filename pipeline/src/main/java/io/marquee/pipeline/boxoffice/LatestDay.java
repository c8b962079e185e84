package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.boxoffice.BusinessCalendar.BusinessDay;
import io.marquee.pipeline.boxoffice.WriteBackCache.Slot;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The buckets that a theater's latest event counted for. The next one is nearly always of the same day and currency,
 * and finds them here without a look-up among those of all theaters.
 */
final class LatestDay {

    private final BusinessDay day;
    private final ZoneId zone;
    private final String currency;
    private final Map<Long, Slot<Bucket, Totals>> movies = new HashMap<>();

    private Slot<Bucket, Totals> total;
    private Slot<Bucket, Totals> month;
    private boolean begunHere;

    LatestDay(BusinessDay day, ZoneId zone, String currency) {
        this.day = day;
        this.zone = zone;
        this.currency = currency;
    }

    /** Whether an event of that day and currency belongs here; zones with one day may have two ends of the month. */
    boolean is(BusinessDay otherDay, ZoneId otherZone, String otherCurrency) {
        return day.equals(otherDay) && zone.equals(otherZone) && currency.equals(otherCurrency);
    }

    BusinessDay day() {
        return day;
    }

    ZoneId zone() {
        return zone;
    }

    /** ISO 4217 code. */
    String currency() {
        return currency;
    }

    /** The day's bucket, or the movie's of the day, or the month's; null when it is not known. */
    Slot<Bucket, Totals> get(Bucket.Kind kind, long movieId) {
        return switch (kind) {
            case DAY -> total;
            case MONTH -> month;
            case MOVIE_DAY -> movies.get(movieId);
        };
    }

    /** Notes that the day's bucket did not exist before: then none of a movie on that day did. */
    void beginsHere() {
        begunHere = true;
    }

    /** Whether there can be no such bucket, so that it need not be looked for. */
    boolean isUnheardOf(Bucket.Kind kind, long movieId) {
        return begunHere && kind == Bucket.Kind.MOVIE_DAY && !movies.containsKey(movieId);
    }

    /** Remembers a bucket. */
    void put(Bucket.Kind kind, long movieId, Slot<Bucket, Totals> slot) {
        switch (kind) {
            case DAY -> total = slot;
            case MONTH -> month = slot;
            case MOVIE_DAY -> movies.put(movieId, slot);
        }
    }
}
