package io.marquee.generator.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Which seats a party asks for. */
final class SeatChoice {

    private SeatChoice() {}

    /**
     * Chooses free seats beside each other, such that no single seat is left where that is possible, since theaters
     * refuse it; where nowhere so many are free side by side, those of several places.
     *
     * @param map a seat map as {@code GET /showtimes/{id}/seats} answers it
     * @param party how many, at least 1
     * @return names of seats; empty when fewer are free
     */
    static List<String> choose(JsonNode map, int party, SplittableRandom random) {
        List<List<String>> runs = freeRuns(map);
        List<List<String>> good = new ArrayList<>();
        List<List<String>> others = new ArrayList<>();
        for (List<String> run : runs) {
            for (int first = 0; first + party <= run.size(); first++) {
                boolean leavesOne = first == 1 || run.size() - first - party == 1;
                (leavesOne ? others : good).add(run.subList(first, first + party));
            }
        }
        List<List<String>> best = good.isEmpty() ? others : good;
        return best.isEmpty() ? apart(runs, party) : List.copyOf(best.get(random.nextInt(best.size())));
    }

    // What stands side by side, without an aisle or a gap between. Spaces for wheelchairs are left to those who need
    // them.
    private static List<List<String>> freeRuns(JsonNode map) {
        JsonNode states = map.path("seats");
        List<List<String>> runs = new ArrayList<>();
        for (JsonNode row : map.path("layout").path("rows")) {
            List<String> run = new ArrayList<>();
            int last = -1;
            for (JsonNode seat : row.path("seats")) {
                String name = seat.path("name").asText();
                String state = states.path(name).path("state").asText("available");
                boolean free = state.equals("available") && !seat.path("category").asText().equals("accessible");
                int column = seat.path("column").asInt();
                if (!free || column != last + 1) {
                    run = new ArrayList<>();
                }
                if (free) {
                    if (run.isEmpty()) {
                        runs.add(run);
                    }
                    run.add(name);
                    last = column;
                }
            }
        }
        return runs;
    }

    // The largest places first, each from its start, so that the party parts as little as it can.
    private static List<String> apart(List<List<String>> runs, int party) {
        List<String> chosen = new ArrayList<>();
        runs.stream()
                .sorted(Comparator.comparingInt(List<String>::size).reversed())
                .flatMap(List::stream)
                .limit(party)
                .forEach(chosen::add);
        return chosen.size() < party ? List.of() : chosen;
    }
}
