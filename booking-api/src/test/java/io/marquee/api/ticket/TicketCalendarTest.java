package io.marquee.api.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketCalendarTest {

    private static final UUID BOOKING = UUID.fromString("0192f000-0000-7000-8000-0123456789ab");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    /** Starts, and the offset in force then; the nights of the changes of clocks among them. */
    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-11-21T00:30:00Z, -05:00",
        "America/New_York, 2026-07-04T23:30:00Z, -04:00",
        "America/New_York, 2026-11-01T03:30:00Z, -04:00", // 23:30, ends after the clocks went back
        "America/New_York, 2026-11-01T05:30:00Z, -04:00", // 01:30 for the first time
        "America/New_York, 2026-11-01T06:30:00Z, -05:00", // 01:30 for the second time
        "America/New_York, 2026-11-01T06:00:00Z, -05:00",
        "America/New_York, 2026-03-08T06:30:00Z, -05:00", // 01:30, half an hour before the gap
        "America/New_York, 2026-03-08T07:00:00Z, -04:00",
        "Europe/Warsaw, 2026-10-25T00:15:00Z, +02:00",
        "Europe/Warsaw, 2026-10-25T01:15:00Z, +01:00",
        "Europe/Dublin, 2026-12-24T18:00:00Z, +00:00",
        "Australia/Lord_Howe, 2026-04-04T14:45:00Z, +11:00",
        "Asia/Tokyo, 2026-11-21T10:00:00Z, +09:00",
        "Asia/Kolkata, 2026-11-21T10:00:00Z, +05:30",
        "UTC, 2026-11-21T10:00:00Z, +00:00",
    })
    void saysTheInstantInTheTheatersZone(String zone, Instant start, String offset) throws Exception {
        Ticket ticket = ticket("Laura", "Odeon", ZoneId.of(zone), start);
        assertThat(ticket.localStart().getOffset()).isEqualTo(ZoneOffset.of(offset));

        Calendar calendar = parse(TicketCalendar.write(ticket));

        assertThat(instant(calendar, Property.DTSTART)).isEqualTo(start);
        assertThat(instant(calendar, Property.DTEND)).isEqualTo(ticket.endsAt());
    }

    @Test
    void namesAndDefinesTheZone() throws Exception {
        String text = text(ticket("Laura", "Odeon", NEW_YORK, Instant.parse("2026-11-21T00:30:00Z")));

        assertThat(text).contains("DTSTART;TZID=America/New_York:20261120T193000\r\n");
        VTimeZone zone = parse(text.getBytes(StandardCharsets.UTF_8))
                .<VTimeZone>getComponent(Component.VTIMEZONE).orElseThrow();
        assertThat(zone.getTimeZoneId().getValue()).isEqualTo("America/New_York");
        assertThat(zone.getObservances()).hasSize(2);
        assertThat(text).contains(
                "BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n",
                "BEGIN:DAYLIGHT\r\nDTSTART:20270314T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n");
    }

    @Test
    void saysTheSecondOccurrenceOfALocalTimeInUtc() {
        String text = text(ticket("Laura", "Odeon", NEW_YORK, Instant.parse("2026-11-01T06:30:00Z")));

        assertThat(text).contains("DTSTART:20261101T063000Z\r\n").contains("Starts 01:30 EST");
    }

    @Test
    void keepsEveryCharacterOfTheNamesThroughFoldingAndEscaping() throws Exception {
        String title = "A; B, C\\D: „Łódź“ 東京物語 🎬 and a title that goes on for long enough to be folded, and "
                + "東京物語東京物語東京物語東京物語東京物語東京物語";
        Ticket ticket = ticket(title, "Kino, Łódź", WARSAW, Instant.parse("2026-11-21T18:30:00Z"));

        byte[] bytes = TicketCalendar.write(ticket);

        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\r\n")) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(75);
            assertThat(line).doesNotContain("\n", "\uFFFD");
        }
        assertThat(value(parse(bytes), Property.SUMMARY)).isEqualTo(title);
        assertThat(value(parse(bytes), Property.LOCATION)).isEqualTo("Kino, Łódź, Hall 3, 12 High Street; Old Town");
        assertThat(value(parse(bytes), Property.DESCRIPTION)).startsWith("Seats C7, C8\nStarts 19:30 CET\n");
    }

    @Test
    void isValidAndKeepsItsUid() throws Exception {
        Ticket ticket = ticket("Laura", "Odeon", WARSAW, Instant.parse("2026-11-21T18:30:00Z"));

        Calendar calendar = parse(TicketCalendar.write(ticket));

        assertThat(calendar.validate().getEntries()).isEmpty();
        assertThat(value(calendar, Property.UID)).isEqualTo(BOOKING + "@marquee");
        assertThat(TicketCalendar.write(ticket)).isEqualTo(TicketCalendar.write(ticket));
    }

    private static Ticket ticket(String title, String theater, ZoneId zone, Instant start) {
        return new Ticket(
                BOOKING, Instant.parse("2026-02-01T10:00:00Z"),
                List.of(new Ticket.Seat("C7", "standard", 1_200L), new Ticket.Seat("C8", "standard", 1_200L)), false, 5,
                start, start.plusSeconds(7_800), title, 118, null, theater, "12 High Street; Old Town", zone, "Hall 3",
                "USD", 2_400);
    }

    private static String text(Ticket ticket) {
        return new String(TicketCalendar.write(ticket), StandardCharsets.UTF_8).replace("\r\n ", "");
    }

    private static Calendar parse(byte[] bytes) throws Exception {
        return new CalendarBuilder().build(new ByteArrayInputStream(bytes));
    }

    private static Instant instant(Calendar calendar, String property) {
        VEvent event = calendar.<VEvent>getComponent(Component.VEVENT).orElseThrow();
        Temporal at = Property.DTSTART.equals(property)
                ? event.getDateTimeStart().getDate()
                : event.getDateTimeEnd().getDate();
        return at instanceof Instant instant ? instant : ZonedDateTime.from(at).toInstant();
    }

    private static String value(Calendar calendar, String property) {
        return calendar.<VEvent>getComponent(Component.VEVENT).orElseThrow()
                .getProperty(property).orElseThrow().getValue();
    }
}
