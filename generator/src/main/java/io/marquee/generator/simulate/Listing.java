package io.marquee.generator.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.ApiClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on, as the API lists it.
 *
 * @param theaters the theaters
 * @param today their showings of today, in each theater's own time
 */
record Listing(List<Theater> theaters, List<Showing> today) {

    private static final int MOST_THEATERS = 200;

    /** A theater. */
    record Theater(long id, ZoneId zone, String currency) {}

    /**
     * A showing.
     *
     * @param prices minor units of the theater's currency, cheapest to dearest as listed
     */
    record Showing(long id, Theater theater, long movieId, Instant startsAt, List<Long> prices) {}

    /** Asks the API for the first 200 theaters and what they show today. */
    static Listing load(ApiClient api) {
        List<Theater> theaters = new ArrayList<>();
        for (JsonNode node : api.askAll(Action.THEATERS, "/theaters", MOST_THEATERS)) {
            theaters.add(new Theater(
                    node.get("id").asLong(),
                    ZoneId.of(node.get("time_zone").asText()),
                    node.get("currency").asText()));
        }
        List<Showing> today = new ArrayList<>();
        for (Theater theater : theaters) {
            LocalDate day = LocalDate.now(theater.zone());
            for (JsonNode node : api.askAll(Action.SHOWTIMES, path(theater, day), 200)) {
                today.add(showing(theater, node));
            }
        }
        return new Listing(List.copyOf(theaters), List.copyOf(today));
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
