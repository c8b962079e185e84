package io.marquee.generator.audit;

import io.marquee.events.SalesEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the distinct valid events add up to: by theater and day, by theater and month, by theater, movie and day. The
 * day is the calendar's in the event's own time zone, by {@code java.time} alone.
 */
final class Ledger {

    // No clock was ever set back by more than a day.
    private static final Duration SET_BACK_LATELY = Duration.ofDays(2);

    private final LocalTime dayStart;
    private final LedgerTable days = new LedgerTable();
    private final LedgerTable months = new LedgerTable();
    private final LedgerTable movieDays = new LedgerTable();
    private final Map<String, long[]> byCurrency = new TreeMap<>();
    private long events;

    /** @param dayStart when the business day begins; what happens before it counts for the day before */
    Ledger(LocalTime dayStart) {
        this.dayStart = dayStart;
    }

    void add(SalesEvent event) {
        change(event, 1);
    }

    /** Takes an event back that was added. */
    void remove(SalesEvent event) {
        change(event, -1);
    }

    private void change(SalesEvent event, int sign) {
        LocalDate day = day(event);
        boolean refund = event.type() == SalesEvent.Type.REFUND;
        long tickets = (long) sign * event.tickets();
        long amount = sign * event.amountMinor();
        int epochDay = Math.toIntExact(day.toEpochDay());
        int month = Math.toIntExact(day.withDayOfMonth(1).toEpochDay());
        String currency = event.currency();
        days.add(days.row(event.theaterId(), 0, epochDay, currency), refund, sign, tickets, amount);
        months.add(months.row(event.theaterId(), 0, month, currency), refund, sign, tickets, amount);
        movieDays.add(
                movieDays.row(event.theaterId(), event.movieId(), epochDay, currency), refund, sign, tickets, amount);
        byCurrency.computeIfAbsent(currency, none -> new long[2])[refund ? 1 : 0] += amount;
        events += sign;
    }

    // A day has begun once clocks have shown its start, though they may be set back behind it after that.
    private LocalDate day(SalesEvent event) {
        Instant at = event.occurredAt();
        ZoneRules zone = ZoneId.of(event.timeZone()).getRules();
        ZoneOffset offset = zone.getOffset(at);
        LocalDateTime shown = LocalDateTime.ofInstant(at, offset);
        if (!offset.equals(zone.getOffset(at.minus(SET_BACK_LATELY)))) {
            ZoneOffsetTransition change = zone.previousTransition(at.plusNanos(1));
            LocalDateTime before = change.getDateTimeBefore().minusNanos(1);
            shown = shown.isBefore(before) ? before : shown;
        }
        return shown.toLocalTime().isBefore(dayStart) ? shown.toLocalDate().minusDays(1) : shown.toLocalDate();
    }

    /** The first moment after the business day that an event belongs to. */
    Instant endOfDay(SalesEvent event) {
        LocalDateTime next = day(event).plusDays(1).atTime(dayStart);
        ZoneRules zone = ZoneId.of(event.timeZone()).getRules();
        List<ZoneOffset> offsets = zone.getValidOffsets(next);
        return offsets.isEmpty() ? zone.getTransition(next).getInstant() : next.toInstant(offsets.get(0));
    }

    LedgerTable days() {
        return days;
    }

    LedgerTable months() {
        return months;
    }

    LedgerTable movieDays() {
        return movieDays;
    }

    /** Gross and refunded, in minor units, by currency. */
    Map<String, long[]> byCurrency() {
        return byCurrency;
    }

    /** Events that count. */
    long events() {
        return events;
    }
}
