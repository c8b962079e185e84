package io.marquee.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.marquee.events.InvalidEventException.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Locale;
import java.util.List;
import java.util.Set;

/** The fields of one JSON object, any order, checked one by one as they come and together when the event is made. */
final class EventFields {

    private static final int MAX_TEXT = 200;
    private static final int MAX_SEATS = 1_000;
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private String eventId;
    private String type;
    private String source;
    private Long sequence;
    private Instant occurredAt;
    private String bookingId;
    private String holdId;
    private Instant expiresAt;
    private Instant startsAt;
    private Long theaterId;
    private String timeZone;
    private Long movieId;
    private Long showtimeId;
    private Long tickets;
    private Long amountMinor;
    private String currency;
    private SalesEvent.Channel channel;
    private List<String> seats;

    /** Takes the value that the parser stands on. */
    void read(String name, JsonParser value) throws IOException, InvalidEventException {
        switch (name) {
            case "event_id" -> eventId = text(name, value);
            case "type" -> type = text(name, value);
            case "source" -> source = text(name, value);
            case "sequence" -> sequence = integer(name, value, 0, Long.MAX_VALUE);
            case "occurred_at" -> occurredAt = instant(name, value);
            case "booking_id" -> bookingId = text(name, value);
            case "hold_id" -> holdId = text(name, value);
            case "expires_at" -> expiresAt = instant(name, value);
            case "starts_at" -> startsAt = instant(name, value);
            case "theater_id" -> theaterId = integer(name, value, 1, Long.MAX_VALUE);
            case "time_zone" -> timeZone = zone(name, value);
            case "movie_id" -> movieId = integer(name, value, 1, Long.MAX_VALUE);
            case "showtime_id" -> showtimeId = integer(name, value, 1, Long.MAX_VALUE);
            case "tickets" -> tickets = integer(name, value, 1, SalesEvent.MAX_TICKETS);
            case "amount_minor" -> amountMinor = integer(name, value, 0, SalesEvent.MAX_AMOUNT_MINOR);
            case "currency" -> currency = currency(name, value);
            case "channel" -> channel = channel(name, value);
            case "seats" -> seats = seats(name, value);
            default -> value.skipChildren();
        }
    }

    Event toEvent() throws InvalidEventException {
        return switch (required("type", type)) {
            case "seat.locked" -> seatEvent(SeatEvent.Type.LOCKED, required("expires_at", expiresAt));
            case "seat.extended" -> seatEvent(SeatEvent.Type.EXTENDED, required("expires_at", expiresAt));
            case "seat.released" -> seatEvent(SeatEvent.Type.RELEASED, null);
            case "booking.confirmed" -> bookingEvent(BookingEvent.Type.CONFIRMED);
            case "booking.cancelled" -> bookingEvent(BookingEvent.Type.CANCELLED);
            case "sale" -> salesEvent(SalesEvent.Type.SALE);
            case "refund" -> salesEvent(SalesEvent.Type.REFUND);
            default -> throw new InvalidEventException(
                    Reason.UNKNOWN_TYPE, "type", "type: '" + type + "' is none of the contract");
        };
    }

    private SeatEvent seatEvent(SeatEvent.Type kind, Instant expiry) throws InvalidEventException {
        return new SeatEvent(
                kind,
                required("event_id", eventId),
                required("source", source),
                required("sequence", sequence),
                required("occurred_at", occurredAt),
                required("showtime_id", showtimeId),
                required("seats", seats),
                required("hold_id", holdId),
                expiry,
                startsAt);
    }

    private BookingEvent bookingEvent(BookingEvent.Type kind) throws InvalidEventException {
        return new BookingEvent(
                kind,
                required("event_id", eventId),
                required("source", source),
                required("sequence", sequence),
                required("occurred_at", occurredAt),
                required("showtime_id", showtimeId),
                required("booking_id", bookingId),
                required("seats", seats),
                startsAt);
    }

    private SalesEvent salesEvent(SalesEvent.Type kind) throws InvalidEventException {
        return new SalesEvent(
                kind,
                required("event_id", eventId),
                required("source", source),
                required("sequence", sequence),
                required("occurred_at", occurredAt),
                bookingId,
                required("theater_id", theaterId),
                required("time_zone", timeZone),
                required("movie_id", movieId),
                showtimeId,
                required("tickets", tickets).intValue(),
                required("amount_minor", amountMinor),
                required("currency", currency),
                required("channel", channel));
    }

    private static <T> T required(String name, T value) throws InvalidEventException {
        if (value == null) {
            throw new InvalidEventException(Reason.MISSING_FIELD, name, name + ": is missing");
        }
        return value;
    }

    private static String text(String name, JsonParser value) throws IOException, InvalidEventException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid(name, value, "text");
        }
        String text = value.getText();
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw invalid(name, value, "text of 1 to " + MAX_TEXT + " characters");
        }
        if (hasHalves(text)) {
            throw invalid(name, value, "text without halves of characters"); // as UTF-8 they would all be the same
        }
        return text;
    }

    private static boolean hasHalves(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                if (at + 1 == text.length() || !Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    private static Long integer(String name, JsonParser value, long least, long most)
            throws IOException, InvalidEventException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.currentToken() == JsonToken.VALUE_NUMBER_INT
                && value.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long number = value.getLongValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw invalid(name, value, "a whole number from " + least + " to " + most);
    }

    private static Instant instant(String name, JsonParser value) throws IOException, InvalidEventException {
        String text = text(name, value);
        if (text == null) {
            return null;
        }
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException notATime) {
            throw invalid(name, value, "an instant as RFC 3339 has them, such as 2024-05-10T19:31:07.120Z");
        }
    }

    private static String zone(String name, JsonParser value) throws IOException, InvalidEventException {
        String text = text(name, value);
        if (text != null && !ZONES.contains(text)) {
            throw invalid(name, value, "an IANA time zone such as America/New_York");
        }
        return text;
    }

    private static String currency(String name, JsonParser value) throws IOException, InvalidEventException {
        String text = text(name, value);
        if (text == null) {
            return null;
        }
        if (text.length() == 3 && isUpper(text.charAt(0)) && isUpper(text.charAt(1)) && isUpper(text.charAt(2))) {
            return text;
        }
        throw invalid(name, value, "an ISO 4217 code such as USD");
    }

    private static boolean isUpper(char letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private static SalesEvent.Channel channel(String name, JsonParser value) throws IOException, InvalidEventException {
        String text = text(name, value);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "web" -> SalesEvent.Channel.WEB;
            case "pos" -> SalesEvent.Channel.POS;
            case "import" -> SalesEvent.Channel.IMPORT;
            default -> throw invalid(name, value, "web, pos or import");
        };
    }

    private static List<String> seats(String name, JsonParser value) throws IOException, InvalidEventException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(name, value, "a list of seat names");
        }
        List<String> seats = new ArrayList<>();
        while (value.nextToken() != JsonToken.END_ARRAY) {
            String seat = text(name, value);
            if (seat == null || seats.size() == MAX_SEATS) {
                throw invalid(name, value, "a list of at most " + MAX_SEATS + " seat names");
            }
            seats.add(seat);
        }
        if (seats.isEmpty()) {
            throw new InvalidEventException(Reason.INVALID_VALUE, name, name + ": names no seat");
        }
        return List.copyOf(seats);
    }

    private static InvalidEventException invalid(String name, JsonParser value, String expected) throws IOException {
        String shown = switch (value.currentToken()) {
            case START_OBJECT, START_ARRAY -> value.currentToken().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            default -> {
                String text = value.getText();
                yield "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
            }
        };
        return new InvalidEventException(Reason.INVALID_VALUE, name, name + ": " + shown + " is not " + expected);
    }
}
