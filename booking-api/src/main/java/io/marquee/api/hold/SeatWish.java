package io.marquee.api.hold;

import io.marquee.api.problem.FieldError;
import io.marquee.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which seats someone wants.
 *
 * @param names the seats by name; empty when the best ones are wanted
 * @param count how many of the best; 0 when they are named
 * @param category of the best ones; null for any
 */
record SeatWish(Set<String> names, int count, String category) {

    /**
     * Makes sense of a request.
     *
     * @throws ProblemException 400 unless it has exactly one of {@code seats} and {@code best_available}
     */
    static SeatWish of(HoldRequest request) {
        boolean named = request.seats() != null;
        if (named == (request.bestAvailable() != null)) {
            throw ProblemException.badField("seats", "give either seats or best_available");
        }
        if (!named) {
            return new SeatWish(Set.of(), request.bestAvailable(), request.category());
        }
        if (request.category() != null) {
            throw ProblemException.badField("category", "goes with best_available only");
        }
        if (request.seats().stream().anyMatch(Objects::isNull)) {
            throw ProblemException.badField("seats", "must not hold null");
        }
        return new SeatWish(new LinkedHashSet<>(request.seats()), 0, null);
    }

    /**
     * Passes when the auditorium has such seats, and the showing sells them.
     *
     * @throws ProblemException 400 otherwise
     */
    void requireKnown(SeatPlan plan, Map<String, Long> prices) {
        List<FieldError> errors = new ArrayList<>();
        for (String name : names) {
            Layout.Seat seat = plan.seats().get(name);
            String shown = name.length() > 20 ? name.substring(0, 20) + "…" : name;
            if (seat == null) {
                errors.add(new FieldError("seats", "there is no seat '" + shown + "'"));
            } else if (!prices.containsKey(seat.category())) {
                errors.add(new FieldError("seats", "seat '" + shown + "' is not sold at this showing"));
            }
        }
        if (category != null && !prices.containsKey(category)) {
            errors.add(new FieldError("category", "is none of " + String.join(", ", prices.keySet())));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badFields(errors);
        }
    }

    /**
     * The seats to claim, row by row: the named ones, or the best that are not taken.
     *
     * @throws ProblemException 409 when there are not so many seats side by side
     */
    List<String> choose(SeatPlan plan, Set<String> taken) {
        if (!names.isEmpty()) {
            return plan.inOrder(names);
        }
        return BestAvailable.choose(plan, taken, count, category)
                .orElseThrow(() -> ProblemException.conflict(
                        "no-seats-together", "No seats together",
                        "There are no " + count + " such seats side by side any more."));
    }
}
