package io.marquee.generator.history;

import io.marquee.generator.seed.MoviePlan;
import io.marquee.generator.seed.ReleaseCalendar;
import io.marquee.generator.seed.SeedMix;
import io.marquee.generator.seed.Wording;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A movie of a history, invented.
 *
 * @param number 0 and up; the premieres come first, in the order of their release
 * @param plan what the catalogue says about it
 * @param draw how many people want to see it; the middle movie is 1
 */
record Film(int number, MoviePlan plan, double draw) {

    private static final int PREMIERES_A_WEEK = 12;
    private static final int LONGEST_RUN_WEEKS = 14;
    private static final int ACTORS = 6_000;
    private static final LocalDate FIRST_RELEASE = LocalDate.of(1950, 1, 6);

    /**
     * The movies of a history: some run while it lasts, about a dozen premieres a week; the others are from the decades
     * before, and only repertory houses show them.
     */
    static List<Film> of(HistoryOptions options) {
        LocalDate first = options.from()
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY))
                .minusWeeks(LONGEST_RUN_WEEKS);
        int weeks = (int) ((options.to().toEpochDay() - first.toEpochDay()) / 7) + 1;
        int premieres = (int) Math.min(options.movies(), (long) weeks * PREMIERES_A_WEEK);
        int earlier = Math.max(1, (int) ((first.toEpochDay() - FIRST_RELEASE.toEpochDay()) / 7));
        FilmTitles titles = new FilmTitles(options.seed());
        List<Film> films = new ArrayList<>();
        for (int number = 0; number < options.movies(); number++) {
            SplittableRandom random = SeedMix.random(options.seed(), "film", number);
            LocalDate friday = number < premieres
                    ? first.plusWeeks((long) number * weeks / premieres)
                    : first.minusWeeks(1L + random.nextInt(earlier));
            films.add(of(options.seed(), number, titles.title(number), friday, random));
        }
        return List.copyOf(films);
    }

    private static Film of(long seed, int number, String title, LocalDate friday, SplittableRandom random) {
        double draw = StrictMath.exp(1.1 * House.gaussian(random));
        int month = friday.getMonthValue();
        if (month >= 5 && month <= 7 || month >= 11) {
            draw *= 1.5; // big titles wait for the holidays
        }
        List<String> genres = new ArrayList<>(pick(random, ReleaseCalendar.GENRES, 1 + random.nextInt(3)));
        Set<Integer> cast = new LinkedHashSet<>();
        int leads = 3 + random.nextInt(3);
        while (cast.size() < leads) {
            // The lower the number, the more often in demand.
            cast.add((int) (ACTORS * random.nextDouble() * random.nextDouble()));
        }
        int weeks = (int) Math.max(4, Math.min(LONGEST_RUN_WEEKS, Math.round(7 + 2.5 * StrictMath.log(draw))));
        return new Film(number, new MoviePlan(
                title,
                Wording.synopsis(random, genres.get(0)),
                82 + random.nextInt(25) + random.nextInt(50),
                ReleaseCalendar.rating(random, genres),
                List.copyOf(genres),
                cast.stream().map(actor -> Wording.actorOfMany(seed, actor)).toList(),
                friday,
                friday.plusWeeks(weeks).minusDays(1)), draw);
    }

    /** How many people want to see it on a day of its run: most when it comes out, a third less every week. */
    double demand(LocalDate day) {
        double weeks = (day.toEpochDay() - plan.releaseDate().toEpochDay()) / 7.0;
        return draw * StrictMath.pow(0.66, weeks);
    }

    private static Set<String> pick(SplittableRandom random, List<String> from, int count) {
        Set<String> picked = new LinkedHashSet<>();
        while (picked.size() < count) {
            picked.add(from.get(random.nextInt(from.size())));
        }
        return picked;
    }
}
