package io.marquee.generator.audit;

import io.marquee.events.SalesEvent;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the distinct valid events add up to: by theater and day, by theater and month, by theater, movie and day. The
 * day is the calendar's in the event's own time zone, by {@code java.time} alone.
 */
final class Ledger {

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

    private LocalDate day(SalesEvent event) {
        var local = event.occurredAt().atZone(ZoneId.of(event.timeZone())).toLocalDateTime();
        return local.toLocalTime().isBefore(dayStart) ? local.toLocalDate().minusDays(1) : local.toLocalDate();
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
