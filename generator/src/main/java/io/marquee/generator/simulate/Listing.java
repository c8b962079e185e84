package io.marquee.generator.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.ApiClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is on, as the API lists it.
 *
 * @param theaters the theaters that show something
 * @param today their showings of today, in each theater's own time
 */
record Listing(List<Theater> theaters, List<Showing> today) {

    private static final int MOST_SHOWINGS = 2_000;

    /** A theater. */
    record Theater(long id, ZoneId zone, String currency) {}

    /**
     * A showing.
     *
     * @param prices minor units of the theater's currency, cheapest to dearest as listed
     */
    record Showing(long id, Theater theater, long movieId, Instant startsAt, List<Long> prices) {}

    /**
     * Asks the API what is shown today, and where in these days. Theaters that show nothing are left out: a catalogue
     * may have a thousand that only have a past.
     */
    static Listing load(ApiClient api) {
        Map<Long, Theater> theaters = new LinkedHashMap<>();
        List<Showing> today = new ArrayList<>();
        // Somewhere it is already tomorrow, somewhere still yesterday.
        LocalDate here = LocalDate.now(ZoneOffset.UTC);
        for (int days = -1; days <= 1; days++) {
            LocalDate day = here.plusDays(days);
            for (JsonNode node : api.askAll(Action.SHOWTIMES, "/showtimes?date=" + day, MOST_SHOWINGS)) {
                Theater theater = theaters.computeIfAbsent(node.get("theater_id").asLong(), id -> new Theater(
                        id, ZoneId.of(node.get("time_zone").asText()), node.get("currency").asText()));
                if (day.equals(LocalDate.now(theater.zone()))) {
                    today.add(showing(theater, node));
                }
            }
        }
        return new Listing(List.copyOf(theaters.values()), List.copyOf(today));
    }

    static String path(Theater theater, LocalDate day) {
        return "/showtimes?theater_id=" + theater.id() + "&date=" + day;
    }

    static Showing showing(Theater theater, JsonNode node) {
        List<Long> prices = new ArrayList<>();
        node.path("prices").forEach(price -> prices.add(price.asLong()));
        return new Showing(
                node.get("id").asLong(),
                theater,
                node.get("movie_id").asLong(),
                Instant.parse(node.get("starts_at").asText()),
                List.copyOf(prices));
    }
}
