package io.marquee.api.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of the live updates: what the jobs publish in Redis, and what goes to and comes from the browser. */
final class LiveJson {

    private static final JsonFactory JSON = new JsonFactory();

    private LiveJson() {}

    /** Seats of a showing that changed together. */
    record SeatUpdate(long version, Map<String, SeatChange> seats) {}

    /** Totals of a day that changed together. */
    record TotalsUpdate(LocalDate date, Map<String, TotalChange> totals) {}

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private interface Field {
        void read(String name, JsonParser value) throws IOException;
    }

    static String snapshot(long showtimeId, long version, Collection<Map.Entry<String, SeatChange>> seats) {
        return object("snapshot", json -> {
            json.writeNumberField("showtime_id", showtimeId);
            json.writeNumberField("version", version);
            json.writeObjectFieldStart("seats");
            for (Map.Entry<String, SeatChange> seat : seats) {
                if (!"available".equals(seat.getValue().state())) {
                    writeSeat(json, seat.getKey(), seat.getValue());
                }
            }
            json.writeEndObject();
        });
    }

    static String delta(long version, Map<String, SeatChange> seats) {
        return object("delta", json -> {
            json.writeNumberField("version", version);
            json.writeObjectFieldStart("seats");
            for (Map.Entry<String, SeatChange> seat : seats.entrySet()) {
                writeSeat(json, seat.getKey(), seat.getValue());
            }
            json.writeEndObject();
        });
    }

    static String heartbeat(long version) {
        return object("heartbeat", json -> json.writeNumberField("version", version));
    }

    static String heartbeat() {
        return object("heartbeat", json -> {});
    }

    static String totals(LocalDate date, Collection<TotalChange> totals) {
        return object("totals", json -> {
            json.writeStringField("date", date.toString());
            json.writeArrayFieldStart("theaters");
            for (TotalChange total : totals) {
                json.writeStartObject();
                json.writeNumberField("theater_id", total.theaterId());
                json.writeStringField("currency", total.currency());
                json.writeNumberField("revenue_minor", total.revenueMinor());
                json.writeNumberField("tickets", total.tickets());
                json.writeNumberField("version", total.version());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /**
     * Reads a message of the channel {@code seat-updates:{showtime_id}}.
     *
     * @throws IOException when it is none
     */
    static SeatUpdate readSeatUpdate(String message) throws IOException {
        long[] version = {0};
        Map<String, SeatChange> seats = new LinkedHashMap<>();
        readObject(message, (name, value) -> {
            switch (name) {
                case "version" -> version[0] = value.getLongValue();
                case "seats" -> eachField(value, (seat, change) -> seats.put(seat, readSeat(change)));
                default -> value.skipChildren();
            }
        });
        return new SeatUpdate(version[0], seats);
    }

    /**
     * Reads a message of the channel {@code sales-updates}.
     *
     * @throws IOException when it is none
     */
    static TotalsUpdate readTotalsUpdate(String message) throws IOException {
        LocalDate[] date = new LocalDate[1];
        Map<String, TotalChange> totals = new LinkedHashMap<>();
        readObject(message, (name, value) -> {
            switch (name) {
                case "date" -> date[0] = parsed(value, () -> LocalDate.parse(value.getText()));
                case "theaters" -> {
                    expect(value, JsonToken.START_ARRAY);
                    while (value.nextToken() != JsonToken.END_ARRAY) {
                        TotalChange total = readTotal(value);
                        totals.merge(total.key(), total, (a, b) -> b.supersedes(a.version()) ? b : a);
                    }
                }
                default -> value.skipChildren();
            }
        });
        if (date[0] == null) {
            throw new IOException("no date");
        }
        return new TotalsUpdate(date[0], totals);
    }

    /**
     * The {@code type} of a message from a client.
     *
     * @return null when it has none
     * @throws IOException when it is no JSON object
     */
    static String readType(String message) throws IOException {
        String[] type = new String[1];
        readObject(message, (name, value) -> {
            if (name.equals("type")) {
                type[0] = value.getText();
            } else {
                value.skipChildren();
            }
        });
        return type[0];
    }

    private static SeatChange readSeat(JsonParser json) throws IOException {
        String[] state = new String[1];
        long[] version = {0};
        Instant[] expiresAt = new Instant[1];
        boolean[] expired = {false};
        eachField(json, (name, value) -> {
            switch (name) {
                case "state" -> state[0] = value.getText();
                case "version" -> version[0] = value.getLongValue();
                case "expires_at" -> expiresAt[0] = value.currentToken() == JsonToken.VALUE_NULL
                        ? null
                        : parsed(value, () -> Instant.parse(value.getText()));
                case "expired" -> expired[0] = value.getBooleanValue();
                default -> value.skipChildren();
            }
        });
        if (state[0] == null) {
            throw new IOException("a seat without a state");
        }
        return new SeatChange(state[0], version[0], expiresAt[0], expired[0]);
    }

    private static TotalChange readTotal(JsonParser json) throws IOException {
        long[] numbers = new long[4];
        String[] currency = new String[1];
        eachField(json, (name, value) -> {
            switch (name) {
                case "theater_id" -> numbers[0] = value.getLongValue();
                case "currency" -> currency[0] = value.getText();
                case "revenue_minor" -> numbers[1] = value.getLongValue();
                case "tickets" -> numbers[2] = value.getLongValue();
                case "version" -> numbers[3] = value.getLongValue();
                default -> value.skipChildren();
            }
        });
        if (currency[0] == null) {
            throw new IOException("a total without a currency");
        }
        return new TotalChange(numbers[0], currency[0], numbers[1], numbers[2], numbers[3]);
    }

    private static void writeSeat(JsonGenerator json, String name, SeatChange seat) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("state", seat.state());
        json.writeNumberField("version", seat.version());
        if (seat.expiresAt() != null) {
            json.writeStringField("expires_at", seat.expiresAt().toString());
        }
        if (seat.expired()) {
            json.writeBooleanField("expired", true);
        }
        json.writeEndObject();
    }

    private static String object(String type, Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            body.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void readObject(String message, Field field) throws IOException {
        try (JsonParser json = JSON.createParser(message)) {
            json.nextToken();
            eachField(json, field);
        }
    }

    private static void eachField(JsonParser json, Field field) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name, json);
        }
        expect(json, JsonToken.END_OBJECT);
    }

    private static void expect(JsonParser json, JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new JsonParseException(json, "expected " + token + ", found " + json.currentToken());
        }
    }

    private interface Parsing<V> {
        V parse() throws IOException;
    }

    private static <V> V parsed(JsonParser json, Parsing<V> parsing) throws IOException {
        try {
            return parsing.parse();
        } catch (DateTimeException malformed) {
            throw new JsonParseException(json, malformed.getMessage());
        }
    }
}
