package io.marquee.api.event;

import io.marquee.api.Ids;
import io.marquee.api.problem.ProblemException;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Reads posted events: adds what the catalogue and the clock know, and leaves the judgement of every value to the codec
 * that all events go through.
 */
@Singleton
class EventReader {

    /** How many events a request may have. */
    static final int MOST = 1_000;

    private static final Duration FUTURE = Duration.ofDays(1);
    // Of the API itself, of imports, and of what seed sends: who numbers under these names would have theirs lost.
    private static final List<String> OWN_SOURCES = List.of("showtime:", "events:", "import:", "history:");
    private static final int MAX_SEATS = 1_000;
    private static final int MAX_SEAT_NAME = 20;
    // Words of other systems for the same: a booking is a sale of seats, its cancellation a refund of them.
    private static final Map<String, String> TYPES = Map.of(
            "sale", "sale", "refund", "refund", "booking.confirmed", "sale", "booking.cancelled", "refund");

    private final JsonMapper json;

    EventReader(JsonMapper json) {
        this.json = json;
    }

    /**
     * Reads a body.
     *
     * @param body one event, or a list of them
     * @throws ProblemException 400 that names the field and the reason
     */
    List<PostedEvent> read(Handle handle, String body) {
        Object parsed = parse(body);
        Instant now = handle.createQuery("SELECT clock_timestamp()").mapTo(OffsetDateTime.class).one().toInstant();
        if (!(parsed instanceof List<?> list)) {
            return List.of(read(handle, parsed, "", now));
        }
        if (list.isEmpty() || list.size() > MOST) {
            throw ProblemException.badField("body", "must have 1 to " + MOST + " events");
        }
        List<PostedEvent> events = new ArrayList<>(list.size());
        for (Object item : list) {
            events.add(read(handle, item, "[" + events.size() + "].", now));
        }
        return events;
    }

    private Object parse(String body) {
        try {
            Object parsed = body == null || body.isBlank() ? null : json.readValue(body, Argument.OBJECT_ARGUMENT);
            if (parsed != null) {
                return parsed;
            }
        } catch (IOException | RuntimeException malformed) {
            // said below
        }
        throw ProblemException.badField("body", "must be an event or a list of events, in JSON");
    }

    private PostedEvent read(Handle handle, Object item, String place, Instant now) {
        if (!(item instanceof Map<?, ?> given)) {
            throw ProblemException.badField(place + "type", "is missing: an event is a JSON object");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (value instanceof String text && text.indexOf('\0') >= 0) {
                throw ProblemException.badField(place + name, "must not contain the character NUL");
            }
            fields.put((String) name, value);
        });
        if (!(fields.get("type") instanceof String type) || !TYPES.containsKey(type)) {
            throw ProblemException.badField(
                    place + "type", "must be sale or refund; seats are held by POST /showtimes/{id}/holds");
        }
        fields.put("type", TYPES.get(type));
        List<String> seats = seats(fields.remove("seats"), place);
        if (!seats.isEmpty()) {
            if (fields.get("showtime_id") == null) {
                throw ProblemException.badField(place + "showtime_id", "is missing: seats are seats of a showing");
            }
            fields.putIfAbsent("tickets", seats.size());
            if (!type.equals(TYPES.get(type))) {
                fields.putIfAbsent("amount_minor", 0); // whoever tells only of seats has the money told elsewhere
            }
        }
        fillFromShowing(handle, fields, place);
        fillFromTheater(handle, fields, place);
        fillNames(handle, fields, place);
        fields.putIfAbsent("occurred_at", EventJson.format(now.truncatedTo(ChronoUnit.MILLIS)));
        fields.putIfAbsent("channel", "pos");
        SalesEvent event = judge(fields, place);
        if (event.occurredAt().isBefore(Instant.EPOCH)) {
            throw ProblemException.badField(place + "occurred_at", "is before 1970");
        }
        if (event.occurredAt().isAfter(now.plus(FUTURE))) {
            throw ProblemException.badField(place + "occurred_at", "lies in the future");
        }
        if (!seats.isEmpty() && event.tickets() != seats.size()) {
            throw ProblemException.badField(place + "tickets", "must be " + seats.size() + ", as many as seats");
        }
        return new PostedEvent(event, seats, place);
    }

    private SalesEvent judge(Map<String, Object> fields, String place) {
        try {
            Event event = EventJson.read(json.writeValueAsBytes(fields));
            return (SalesEvent) event; // the type is one of those two
        } catch (InvalidEventException invalid) {
            String field = invalid.field() == null ? "body" : invalid.field();
            String message = invalid.getMessage();
            throw ProblemException.badField(
                    place + field, message.startsWith(field + ": ") ? message.substring(field.length() + 2) : message);
        } catch (IOException unreadable) {
            throw ProblemException.badField(place + "body", "cannot be read");
        }
    }

    private static void fillFromShowing(Handle handle, Map<String, Object> fields, String place) {
        if (!isId(fields.get("showtime_id"))) {
            return;
        }
        Map<String, Object> showing = handle.select(
                        "SELECT theater_id, movie_id FROM showtime WHERE id = ?",
                        ((Number) fields.get("showtime_id")).longValue())
                .mapToMap()
                .findOne()
                .orElseThrow(() -> ProblemException.badField(place + "showtime_id", "there is no such showing"));
        for (String name : List.of("theater_id", "movie_id")) {
            Object known = showing.get(name);
            if (isId(fields.putIfAbsent(name, known)) && !longOf(fields.get(name)).equals(longOf(known))) {
                throw ProblemException.badField(place + name, "is not the showing's, which is " + known);
            }
        }
    }

    private static void fillFromTheater(Handle handle, Map<String, Object> fields, String place) {
        if (!isId(fields.get("theater_id"))) {
            return; // the codec says what is wrong with it
        }
        Map<String, Object> theater = handle.select(
                        "SELECT time_zone, currency FROM theater WHERE id = ?", longOf(fields.get("theater_id")))
                .mapToMap()
                .findOne()
                .orElseThrow(() -> ProblemException.badField(place + "theater_id", "there is no such theater"));
        fields.putIfAbsent("time_zone", theater.get("time_zone"));
        fields.putIfAbsent("currency", theater.get("currency"));
    }

    private static void fillNames(Handle handle, Map<String, Object> fields, String place) {
        fields.putIfAbsent("event_id", Ids.next().toString());
        Object source = fields.get("source");
        if (source == null && fields.get("sequence") == null) {
            fields.put("source", "events:" + fields.get("theater_id"));
            fields.put("sequence", handle.createQuery("SELECT nextval('posted_event_number')")
                    .mapTo(Long.class)
                    .one());
        } else if (source instanceof String text && OWN_SOURCES.stream().anyMatch(text::startsWith)) {
            throw ProblemException.badField(place + "source",
                    "must not begin with " + String.join(", ", OWN_SOURCES) + ": those are Marquee's own");
        }
    }

    private static List<String> seats(Object value, String place) {
        if (value == null) {
            return List.of();
        }
        Set<String> seats = new LinkedHashSet<>();
        boolean isList = value instanceof List<?> list && !list.isEmpty() && list.size() <= MAX_SEATS
                && list.stream().allMatch(seat -> seat instanceof String name && !name.isBlank()
                        && name.length() <= MAX_SEAT_NAME && name.indexOf('\0') < 0 && seats.add(name));
        if (!isList) {
            throw ProblemException.badField(place + "seats", "must be a list of different seat names such as C7");
        }
        return List.copyOf(seats);
    }

    private static boolean isId(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static Long longOf(Object value) {
        return ((Number) value).longValue();
    }
}
