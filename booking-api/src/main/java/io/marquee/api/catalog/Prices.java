package io.marquee.api.catalog;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;

/** Reads a showing's prices: {@code {"standard":1200}}, minor units by category of seat. */
@Singleton
public class Prices {

    private static final Argument<Map<String, Long>> TYPE = Argument.mapOf(String.class, Long.class);

    private final JsonMapper json;

    Prices(JsonMapper json) {
        this.json = json;
    }

    /**
     * Reads the column {@code showtime.prices}.
     *
     * @throws IllegalStateException when the column holds something else
     */
    public Map<String, Long> read(String column) {
        try {
            return json.readValue(column, TYPE);
        } catch (IOException broken) {
            throw new IllegalStateException("Not a list of prices: " + column, broken);
        }
    }
}
