package io.marquee.generator.seed;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What an auditorium shows on one day. */
final class Programme {

    /** Trailers before the movie; part of the showing. */
    static final Duration TRAILERS = Duration.ofMinutes(15);
    /** At least this long between two showings, for cleaning. */
    static final Duration TURNAROUND = Duration.ofMinutes(20);

    private static final LocalTime LAST_START = LocalTime.of(23, 0);

    /**
     * A showing.
     *
     * @param localStart when it starts, in the theater's time
     * @param startsAt the same as an instant
     * @param endsAt when the auditorium is empty of guests again
     */
    record Showing(MoviePlan movie, LocalDateTime localStart, Instant startsAt, Instant endsAt) {}

    private Programme() {}

    /**
     * Plans a day from about 10:00 to a last start by 23:00. Younger movies get more showings.
     *
     * @param shown movies that may be shown on that day
     * @return showings in order, without overlap; none when there are no movies
     */
    static List<Showing> of(LocalDate day, ZoneId zone, List<MoviePlan> shown, SplittableRandom random) {
        List<Showing> showings = new ArrayList<>();
        if (shown.isEmpty()) {
            return showings;
        }
        List<MoviePlan> bill = bill(day, shown, random);
        LocalDateTime start = day.atTime(10, 0).plusMinutes(5L * random.nextInt(20));
        for (int turn = 0; !start.isAfter(day.atTime(LAST_START)); turn++) {
            MoviePlan movie = bill.get(turn % bill.size());
            Instant startsAt = start.atZone(zone).toInstant();
            Instant endsAt = startsAt.plus(TRAILERS).plus(Duration.ofMinutes(movie.runtimeMinutes()));
            showings.add(new Showing(movie, start, startsAt, endsAt));
            start = nextSlot(LocalDateTime.ofInstant(endsAt.plus(TURNAROUND), zone));
        }
        return showings;
    }

    // Showings start at full five minutes.
    private static LocalDateTime nextSlot(LocalDateTime earliest) {
        int over = earliest.getMinute() % 5;
        return over == 0 ? earliest : earliest.plusMinutes(5L - over);
    }

    private static List<MoviePlan> bill(LocalDate day, List<MoviePlan> shown, SplittableRandom random) {
        double[] weights = new double[shown.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            long weeks = Math.max(0, Duration.between(
                    shown.get(i).releaseDate().atStartOfDay(), day.atStartOfDay()).toDays() / 7);
            weights[i] = Math.pow(0.75, weeks); // box office falls by about a quarter each week
            sum += weights[i];
        }
        int size = 2 + random.nextInt(3);
        List<MoviePlan> bill = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double at = random.nextDouble() * sum;
            int chosen = 0;
            while (chosen < weights.length - 1 && at >= weights[chosen]) {
                at -= weights[chosen++];
            }
            bill.add(shown.get(chosen));
        }
        return bill;
    }
}
