package io.marquee.api.ticket;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a ticket as an iCalendar event (RFC 5545). The zone's rules come from the JDK, as everywhere in the API, so
 * that the calendar and the ticket never disagree.
 */
final class TicketCalendar {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final LocalDateTime EVER = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final int LINE_OCTETS = 75;

    private final StringBuilder out = new StringBuilder();

    private TicketCalendar() {}

    /** The event in UTF-8. Equal tickets give equal bytes. */
    static byte[] write(Ticket ticket) {
        return new TicketCalendar().event(ticket).getBytes(StandardCharsets.UTF_8);
    }

    private String event(Ticket ticket) {
        ZoneId zone = ticket.zone();
        // A local time that the change of clocks repeats means its first occurrence (RFC 5545, 3.3.5). Where an end of
        // the event is the second one, only UTC says it.
        boolean local = sayable(ticket.startsAt(), zone) && sayable(ticket.endsAt(), zone);
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//Marquee//Tickets//EN");
        line("CALSCALE", "GREGORIAN");
        if (local) {
            zone(zone, ticket.startsAt(), ticket.endsAt());
        }
        line("BEGIN", "VEVENT");
        line("UID", ticket.bookingId() + "@marquee");
        line("DTSTAMP", UTC.format(ticket.bookedAt()));
        if (local) {
            line("DTSTART;TZID=" + zone.getId(), LOCAL.format(ticket.startsAt().atZone(zone)));
            line("DTEND;TZID=" + zone.getId(), LOCAL.format(ticket.endsAt().atZone(zone)));
        } else {
            line("DTSTART", UTC.format(ticket.startsAt()));
            line("DTEND", UTC.format(ticket.endsAt()));
        }
        String seats = ticket.seats().stream().map(Ticket.Seat::name).collect(Collectors.joining(", "));
        line("SUMMARY", text(ticket.movieTitle()));
        line("LOCATION", text(ticket.theaterName() + ", " + ticket.auditorium() + ", " + ticket.theaterLocation()));
        line("DESCRIPTION", text((ticket.seats().size() == 1 ? "Seat " : "Seats ") + seats
                + "\nStarts " + DateTimeFormatter.ofPattern("HH:mm z", Locale.ENGLISH).format(ticket.localStart())
                + "\nBooking " + ticket.reference() + " (" + ticket.bookingId() + ")"));
        line("STATUS", "CONFIRMED");
        line("TRANSP", "OPAQUE");
        line("END", "VEVENT");
        line("END", "VCALENDAR");
        return out.toString();
    }

    private static boolean sayable(Instant instant, ZoneId zone) {
        return LocalDateTime.ofInstant(instant, zone).atZone(zone).toInstant().equals(instant);
    }

    /** The offsets of the zone from the last change before the event to the first one after it. */
    private void zone(ZoneId zone, Instant from, Instant to) {
        ZoneRules rules = zone.getRules();
        line("BEGIN", "VTIMEZONE");
        line("TZID", zone.getId());
        ZoneOffsetTransition change = rules.previousTransition(from.plusNanos(1));
        if (change == null) {
            ZoneOffset offset = rules.getOffset(from);
            observance(EVER, offset, offset, rules.isDaylightSavings(from));
            change = rules.nextTransition(from);
        }
        while (change != null) {
            observance(
                    change.getDateTimeBefore(), change.getOffsetBefore(), change.getOffsetAfter(),
                    rules.isDaylightSavings(change.getInstant()));
            change = change.getInstant().isAfter(to) ? null : rules.nextTransition(change.getInstant());
        }
        line("END", "VTIMEZONE");
    }

    private void observance(LocalDateTime start, ZoneOffset before, ZoneOffset after, boolean daylight) {
        String kind = daylight ? "DAYLIGHT" : "STANDARD";
        line("BEGIN", kind);
        line("DTSTART", LOCAL.format(start));
        line("TZOFFSETFROM", offset(before));
        line("TZOFFSETTO", offset(after));
        line("END", kind);
    }

    private static String offset(ZoneOffset offset) {
        return DateTimeFormatter.ofPattern(offset.getTotalSeconds() % 60 == 0 ? "xx" : "xxxx").format(offset);
    }

    private static String text(String value) {
        return value.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replaceAll("\\R", "\\\\n")
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** One content line, folded so that none has more than 75 octets and no character is cut. */
    private void line(String name, String value) {
        int octets = 0;
        String line = name + ":" + value;
        for (int i = 0; i < line.length(); ) {
            int codePoint = line.codePointAt(i);
            String character = Character.toString(codePoint);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > LINE_OCTETS) {
                out.append("\r\n ");
                octets = 1;
            }
            out.append(character);
            octets += size;
            i += Character.charCount(codePoint);
        }
        out.append("\r\n");
    }
}
