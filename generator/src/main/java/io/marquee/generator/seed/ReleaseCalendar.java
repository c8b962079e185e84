package io.marquee.generator.seed;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Which invented movies come out when: three each Friday, for ever. A movie depends on the seed and its week alone, so
 * a catalogue made today and one made in a month agree about all they share.
 */
public final class ReleaseCalendar {

    /** What movies are about. */
    public static final List<String> GENRES = List.of(
            "Drama", "Comedy", "Action", "Thriller", "Science Fiction", "Romance", "Horror", "Animation", "Family",
            "Adventure", "Mystery", "Fantasy", "Documentary", "Musical");

    private static final int PER_WEEK = 3;
    private static final int LONGEST_RUN_WEEKS = 14;
    private static final int ACTORS = 180;
    private static final LocalDate FIRST_FRIDAY = LocalDate.of(2000, 1, 7);

    private final long seed;
    private final TitleSpace titles;

    ReleaseCalendar(long seed) {
        this.seed = seed;
        this.titles = new TitleSpace(seed);
    }

    /** All movies that are shown on some day from {@code first} to {@code last}, oldest first. */
    List<MoviePlan> shownBetween(LocalDate first, LocalDate last) {
        LocalDate friday = first.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY))
                .minusWeeks(LONGEST_RUN_WEEKS);
        List<MoviePlan> shown = new ArrayList<>();
        for (; !friday.isAfter(last); friday = friday.plusWeeks(1)) {
            for (int slot = 0; slot < PER_WEEK; slot++) {
                MoviePlan movie = movie(friday, slot);
                if (!movie.availableUntil().isBefore(first)) {
                    shown.add(movie);
                }
            }
        }
        return shown;
    }

    private MoviePlan movie(LocalDate friday, int slot) {
        long week = ChronoUnit.WEEKS.between(FIRST_FRIDAY, friday);
        SplittableRandom random = SeedMix.random(seed, "movie", week, slot);
        String title = titles.title(Math.floorMod(week * PER_WEEK + slot, titles.size()));
        List<String> genres = List.copyOf(pick(random, GENRES, 1 + random.nextInt(3)));
        Set<Integer> cast = new LinkedHashSet<>();
        int leads = 3 + random.nextInt(3);
        while (cast.size() < leads) {
            cast.add(random.nextInt(ACTORS));
        }
        int weeks = 11 + random.nextInt(LONGEST_RUN_WEEKS - 10);
        return new MoviePlan(
                title,
                Wording.synopsis(random, genres.get(0)),
                84 + random.nextInt(12) + random.nextInt(50) + (slot == 0 ? random.nextInt(25) : 0),
                rating(random, genres),
                genres,
                cast.stream().map(number -> Wording.actor(seed, number)).toList(),
                friday,
                friday.plusWeeks(weeks).minusDays(1));
    }

    /** Whom a movie of these genres is for. */
    public static String rating(SplittableRandom random, List<String> genres) {
        if (genres.contains("Horror")) {
            return random.nextInt(3) == 0 ? "PG-13" : "R";
        }
        if (genres.contains("Family") || genres.contains("Animation")) {
            return random.nextInt(3) == 0 ? "G" : "PG";
        }
        return List.of("PG", "PG-13", "PG-13", "R").get(random.nextInt(4));
    }

    private static Set<String> pick(SplittableRandom random, List<String> from, int count) {
        Set<String> picked = new LinkedHashSet<>();
        while (picked.size() < count) {
            picked.add(from.get(random.nextInt(from.size())));
        }
        return picked;
    }
}
