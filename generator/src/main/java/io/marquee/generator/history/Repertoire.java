package io.marquee.generator.history;

import io.marquee.generator.seed.SeedMix;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What runs, and what each house shows of it: its bill changes on Fridays. */
final class Repertoire {

    private static final int MOST_TITLES = 9;

    private final long seed;
    private final List<Film> films;
    private final Map<LocalDate, Double> demandByFriday = new HashMap<>();
    private LocalDate friday;
    private List<Film> running;
    private double[] cumulative;

    Repertoire(HistoryOptions options, List<Film> films) {
        this.seed = options.seed();
        this.films = films;
    }

    /** How much people want to see of all that runs in the week of a day. */
    double demand(LocalDate day) {
        return demandByFriday.computeIfAbsent(fridayOf(day), week -> running(week).stream()
                .mapToDouble(film -> Math.max(film.demand(week), 0.01))
                .sum());
    }

    /** What a house shows in the week of a day; never nothing. */
    List<Film> bill(House house, LocalDate day) {
        LocalDate week = fridayOf(day);
        if (!week.equals(friday)) {
            turnTo(week);
        }
        SplittableRandom random = SeedMix.random(seed, "bill", house.number(), week);
        int titles = Math.min(running.size(), Math.max(2, Math.min(MOST_TITLES, 1 + house.screens() * 3 / 4)));
        List<Film> bill = new ArrayList<>();
        for (int tries = 0; bill.size() < titles && tries < 4 * titles; tries++) {
            Film film = running.get(indexOf(random.nextDouble() * cumulative[cumulative.length - 1]));
            if (!bill.contains(film)) {
                bill.add(film);
            }
        }
        if (house.repertory()) {
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                Film film = films.get(random.nextInt(films.size()));
                if (!film.plan().releaseDate().isAfter(week) && !bill.contains(film)) {
                    bill.add(film);
                }
            }
        }
        return bill;
    }

    /** How much a movie on a bill is wanted on a day; one that is long past its run has its admirers. */
    static double appeal(Film film, LocalDate day) {
        return day.isAfter(film.plan().availableUntil()) ? 0.15 : Math.max(0.02, film.demand(day));
    }

    private void turnTo(LocalDate week) {
        friday = week;
        running = running(week);
        cumulative = new double[running.size()];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += appeal(running.get(i), week);
            cumulative[i] = sum;
        }
    }

    private List<Film> running(LocalDate week) {
        List<Film> shown = films.stream()
                .filter(film -> film.plan().shownOn(week))
                .toList();
        // So few movies that some weeks have none: then all come back.
        return shown.isEmpty() ? films : shown;
    }

    private int indexOf(double at) {
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (cumulative[middle] > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static LocalDate fridayOf(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
    }
}
