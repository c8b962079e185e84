package io.marquee.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.marquee.events.InvalidEventException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * The one JSON codec of events: fields in snake_case, instants in RFC 3339, unknown fields ignored. Stateless and safe
 * for any number of threads.
 */
public final class EventJson {

    // Milliseconds always, so that events look alike; finer times are kept to the microsecond that PostgreSQL keeps.
    private static final DateTimeFormatter MILLIS = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final DateTimeFormatter MICROS = new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxStringLength(100_000)
                    .build())
            .build();

    private static final int LONGEST_ID_SHOWN = 100;

    private EventJson() {}

    /**
     * Reads one event of any type.
     *
     * @param json one JSON object in UTF-8
     * @throws InvalidEventException when it is not an event of the contract; the message names field and reason
     */
    public static Event read(byte[] json) throws InvalidEventException {
        return fields(json).toEvent();
    }

    /**
     * Reads one event of the {@code sales} topic.
     *
     * @throws InvalidEventException also when it is an event of another topic
     */
    public static SalesEvent readSales(byte[] json) throws InvalidEventException {
        return expect(SalesEvent.class, read(json));
    }

    /**
     * The id of an event, to name it by, even where the rest of it cannot be read.
     *
     * @return null where there is none before the place at which it stops being JSON, or it is too long to be one
     */
    public static String eventId(byte[] json) {
        if (json == null) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("event_id")) {
                    String id = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    return id == null || id.length() > LONGEST_ID_SHOWN ? null : id;
                }
                parser.skipChildren();
            }
        } catch (IOException broken) {
            // Then it has none that can be read.
        }
        return null;
    }

    private static <E extends Event> E expect(Class<E> wanted, Event event) throws InvalidEventException {
        if (!wanted.isInstance(event)) {
            throw new InvalidEventException(
                    Reason.UNKNOWN_TYPE, "type", "type: '" + event.typeName() + "' does not belong to this topic");
        }
        return wanted.cast(event);
    }

    private static EventFields fields(byte[] json) throws InvalidEventException {
        if (json == null || json.length == 0) {
            throw new InvalidEventException(Reason.NOT_JSON, null, "the record is empty");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidEventException(Reason.NOT_JSON, null, "not a JSON object");
            }
            EventFields fields = new EventFields();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                fields.read(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new InvalidEventException(Reason.NOT_JSON, null, "more than one JSON object");
            }
            return fields;
        } catch (JsonProcessingException broken) {
            throw new InvalidEventException(
                    Reason.NOT_JSON,
                    null,
                    broken.getOriginalMessage() + " at byte "
                            + (broken.getLocation() == null ? -1 : broken.getLocation().getByteOffset()));
        } catch (IOException undecodable) { // bytes that look like UTF-32, and are not
            throw new InvalidEventException(Reason.NOT_JSON, null, undecodable.getMessage());
        }
    }

    /** Writes an event as UTF-8 JSON, absent values left out but for {@code showtime_id} of a sale, which is null. */
    public static byte[] write(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event_id", event.eventId());
            json.writeStringField("type", event.typeName());
            json.writeStringField("source", event.source());
            json.writeNumberField("sequence", event.sequence());
            json.writeStringField("occurred_at", format(event.occurredAt()));
            if (event instanceof SeatEvent seat) {
                json.writeNumberField("showtime_id", seat.showtimeId());
                writeSeats(json, seat.seats());
                json.writeStringField("hold_id", seat.holdId());
                if (seat.expiresAt() != null) {
                    json.writeStringField("expires_at", format(seat.expiresAt()));
                }
                writeStart(json, seat.startsAt());
            } else if (event instanceof BookingEvent booking) {
                json.writeNumberField("showtime_id", booking.showtimeId());
                json.writeStringField("booking_id", booking.bookingId());
                writeSeats(json, booking.seats());
                writeStart(json, booking.startsAt());
            } else if (event instanceof SalesEvent sale) {
                if (sale.bookingId() != null) {
                    json.writeStringField("booking_id", sale.bookingId());
                }
                json.writeNumberField("theater_id", sale.theaterId());
                json.writeStringField("time_zone", sale.timeZone());
                json.writeNumberField("movie_id", sale.movieId());
                if (sale.showtimeId() == null) {
                    json.writeNullField("showtime_id");
                } else {
                    json.writeNumberField("showtime_id", sale.showtimeId());
                }
                json.writeNumberField("tickets", sale.tickets());
                json.writeNumberField("amount_minor", sale.amountMinor());
                json.writeStringField("currency", sale.currency());
                json.writeStringField("channel", sale.channel().word());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the bytes are in memory
        }
        return bytes.toByteArray();
    }

    /** An instant in RFC 3339 UTC with milliseconds, or microseconds where it has them. */
    public static String format(Instant instant) {
        return (instant.getNano() % 1_000_000 == 0 ? MILLIS : MICROS).format(instant);
    }

    private static void writeStart(JsonGenerator json, Instant startsAt) throws IOException {
        if (startsAt != null) {
            json.writeStringField("starts_at", format(startsAt));
        }
    }

    private static void writeSeats(JsonGenerator json, List<String> seats) throws IOException {
        json.writeArrayFieldStart("seats");
        for (String seat : seats) {
            json.writeString(seat);
        }
        json.writeEndArray();
    }
}
