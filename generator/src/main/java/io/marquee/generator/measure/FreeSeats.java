package io.marquee.generator.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.http.ApiClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The free seats of a showing.
 *
 * @param showtime the showing
 * @param seats names of the seats that were free when it was asked
 */
record FreeSeats(long showtime, List<String> seats) {

    private static final int MOST_SHOWINGS = 1_000;

    private record Candidate(long showtime, int available) {}

    /**
     * Looks for showings of tomorrow, emptiest first, that have not begun.
     *
     * @param showings at least this many
     * @param seats at least this many free seats in all of them together
     * @return fewer where there are not so many
     */
    static List<FreeSeats> find(ApiClient api, int showings, int seats) {
        List<Candidate> candidates = new ArrayList<>();
        // By day rather than by theater: of a thousand theaters few may show anything.
        String path = "/showtimes?date=" + LocalDate.now(ZoneOffset.UTC).plusDays(1);
        for (JsonNode showtime : api.askAll(Action.SHOWTIMES, path, MOST_SHOWINGS)) {
            if (Instant.parse(showtime.get("starts_at").asText()).isAfter(Instant.now().plusSeconds(600))) {
                candidates.add(new Candidate(showtime.get("id").asLong(), showtime.get("seats_available").asInt()));
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::available).reversed());
        List<FreeSeats> found = new ArrayList<>();
        int free = 0;
        for (Candidate candidate : candidates) {
            if (found.size() >= showings && free >= seats) {
                break;
            }
            FreeSeats map = of(api, candidate.showtime);
            free += map.seats.size();
            found.add(map);
        }
        return found;
    }

    private static FreeSeats of(ApiClient api, long showtime) {
        JsonNode map = api.ask(ApiCall.get(Action.SEAT_MAP, "/showtimes/" + showtime + "/seats")).body();
        List<String> free = new ArrayList<>();
        for (JsonNode row : map.path("layout").path("rows")) {
            for (JsonNode seat : row.path("seats")) {
                String name = seat.path("name").asText();
                if (map.path("seats").path(name).path("state").asText("available").equals("available")) {
                    free.add(name);
                }
            }
        }
        return new FreeSeats(showtime, List.copyOf(free));
    }
}
