package io.marquee.generator.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which seats a party asks for. */
final class SeatChoice {

    private SeatChoice() {}

    /**
     * Chooses free seats beside each other in one row, or single ones where no row has so many.
     *
     * @param map a seat map as {@code GET /showtimes/{id}/seats} answers it
     * @param party how many, at least 1
     * @return names of seats; empty when fewer are free
     */
    static List<String> choose(JsonNode map, int party, SplittableRandom random) {
        JsonNode states = map.path("seats");
        List<String> free = new ArrayList<>();
        List<List<String>> runs = new ArrayList<>();
        for (JsonNode row : map.path("layout").path("rows")) {
            List<String> run = new ArrayList<>();
            for (JsonNode seat : row.path("seats")) {
                String name = seat.path("name").asText();
                String state = states.path(name).path("state").asText("available");
                // Spaces for wheelchairs are left to those who need them.
                if (state.equals("available") && !seat.path("category").asText().equals("accessible")) {
                    free.add(name);
                    run.add(name);
                    if (run.size() >= party) {
                        runs.add(List.copyOf(run.subList(run.size() - party, run.size())));
                    }
                } else {
                    run.clear();
                }
            }
        }
        if (!runs.isEmpty()) {
            return runs.get(random.nextInt(runs.size()));
        }
        if (free.size() < party) {
            return List.of();
        }
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < party) {
            chosen.add(free.remove(random.nextInt(free.size())));
        }
        return chosen;
    }
}
