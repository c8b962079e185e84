package io.marquee.generator.seed;

import java.time.LocalDate;
import java.util.List;

/**
 * A movie of a catalogue, invented.
 *
 * @param title no two movies of one seed share it
 * @param genres the main genre first
 * @param actors in billing order
 * @param releaseDate a Friday
 * @param availableUntil last day on which it is shown
 */
public record MoviePlan(
        String title,
        String synopsis,
        int runtimeMinutes,
        String rating,
        List<String> genres,
        List<String> actors,
        LocalDate releaseDate,
        LocalDate availableUntil) {

    /** Whether it may be shown on that day. */
    public boolean shownOn(LocalDate day) {
        return !day.isBefore(releaseDate) && !day.isAfter(availableUntil);
    }
}
