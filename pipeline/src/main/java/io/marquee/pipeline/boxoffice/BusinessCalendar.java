package io.marquee.pipeline.boxoffice;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/**
 * Which business day an instant belongs to, at a theater's place. Business day D runs from the day's start on D to the
 * day's start on D+1, local time, so it has 23 or 25 hours when clocks change, and none at all when a place skips a
 * date, as Apia did with 2011-12-30.
 *
 * <p>A start that clocks skip means the moment they skip it; a start that happens twice means the first time.
 */
public final class BusinessCalendar {

    private final LocalTime dayStart;

    /** @param dayStart when a business day begins, local time */
    public BusinessCalendar(LocalTime dayStart) {
        this.dayStart = dayStart;
    }

    /**
     * A business day at one place.
     *
     * @param date the date it is named by
     * @param start its first instant
     * @param end the first instant after it
     */
    public record BusinessDay(LocalDate date, Instant start, Instant end) {

        /** Whether the instant lies within. */
        public boolean contains(Instant instant) {
            return !instant.isBefore(start) && instant.isBefore(end);
        }
    }

    /**
     * The business day that an instant belongs to.
     *
     * @throws java.time.DateTimeException when the instant is beyond what local dates can say
     */
    public BusinessDay dayOf(Instant instant, ZoneId zone) {
        // The local date is the answer or next to it, because the day may begin later than midnight and clocks may be
        // set back over midnight; days without length are stepped over.
        LocalDate date = instant.atZone(zone).toLocalDate();
        while (instant.isBefore(startOf(date, zone))) {
            date = date.minusDays(1);
        }
        while (!instant.isBefore(startOf(date.plusDays(1), zone))) {
            date = date.plusDays(1);
        }
        return new BusinessDay(date, startOf(date, zone), startOf(date.plusDays(1), zone));
    }

    /** The first instant of a business day. */
    public Instant startOf(LocalDate date, ZoneId zone) {
        LocalDateTime start = date.atTime(dayStart);
        ZoneOffsetTransition change = zone.getRules().getTransition(start);
        return change != null && change.isGap() ? change.getInstant() : start.atZone(zone).toInstant();
    }

    /** The first instant after the last business day of a month. */
    public Instant endOf(YearMonth month, ZoneId zone) {
        return startOf(month.plusMonths(1).atDay(1), zone);
    }

    /**
     * An instant by which a business day has begun in every zone, and the day before it has ended: no clock is more
     * than 18 hours behind UTC. Those of these days are at most 12.
     */
    public Instant begunEverywhere(LocalDate date) {
        return date.atTime(dayStart).toInstant(ZoneOffset.MIN);
    }
}
