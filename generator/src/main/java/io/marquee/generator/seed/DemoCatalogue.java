package io.marquee.generator.seed;

import io.marquee.generator.seed.SeatingPlan.House;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.sql.DataSource;

/**
 * A catalogue that looks real: theaters in real cities, invented movies, and showtimes for today and the seven days
 * after it, each in the theater's own time. The same seed and day give the same catalogue. Loading it again adds
 * nothing twice; on a later day it adds what came since.
 */
public final class DemoCatalogue {

    /** The seed where none is asked for. */
    public static final long DEFAULT_SEED = 2024;

    /** Showtimes reach this many days after today. */
    public static final int DAYS_AHEAD = 7;

    /**
     * What a load added.
     *
     * @param theaters theaters that were not there before; the others likewise
     */
    public record Added(int theaters, int auditoriums, int movies, int actors, int showtimes) {}

    private DemoCatalogue() {}

    /**
     * Loads the catalogue of the default seed as of now.
     *
     * @param dataSource a database with the schema of this version
     * @throws SQLException when the database refuses; nothing was added then
     */
    public static Added load(DataSource dataSource) throws SQLException {
        return load(dataSource, DEFAULT_SEED, Clock.systemUTC());
    }

    /**
     * Loads the catalogue in one transaction.
     *
     * @param seed which catalogue
     * @param clock says what day it is
     * @throws SQLException when the database refuses; nothing was added then
     */
    public static Added load(DataSource dataSource, long seed, Clock clock) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Added added = load(new CatalogueWriter(connection), seed, clock);
                connection.commit();
                return added;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static Added load(CatalogueWriter writer, long seed, Clock clock) throws SQLException {
        writer.lock();
        // Somewhere it is already tomorrow, somewhere still yesterday.
        LocalDate first = LocalDate.now(clock).minusDays(1);
        List<MoviePlan> movies = new ReleaseCalendar(seed).shownBetween(first, first.plusDays(DAYS_AHEAD + 2L));

        int moviesAdded = 0;
        Set<String> cast = new HashSet<>();
        movies.forEach(movie -> cast.addAll(movie.actors()));
        int actorsAdded = writer.addActors(cast.stream().sorted().toList());
        writer.addGenres(ReleaseCalendar.GENRES);
        Map<MoviePlan, Long> movieIds = new HashMap<>();
        moviesAdded = writer.addMovies(movies, movieIds);

        Map<TheaterPlan, Long> theaterIds = new HashMap<>();
        int theatersAdded = writer.addTheaters(TheaterPlan.ALL, theaterIds);
        List<AuditoriumPlan> auditoriums = new ArrayList<>();
        for (TheaterPlan theater : TheaterPlan.ALL) {
            auditoriums.addAll(auditoriums(theater, theaterIds.get(theater), seed));
        }
        Map<AuditoriumPlan, Long> auditoriumIds = new HashMap<>();
        int auditoriumsAdded = writer.addAuditoriums(auditoriums, auditoriumIds);

        int showtimesAdded = writer.addShowtimes(showtimes(auditoriums, auditoriumIds, movies, movieIds, seed, clock));
        return new Added(theatersAdded, auditoriumsAdded, moviesAdded, actorsAdded, showtimesAdded);
    }

    /** An auditorium of the demo. */
    record AuditoriumPlan(TheaterPlan theater, long theaterId, String name, SeatingPlan seating) {}

    /** A day of an auditorium; it is added whole, or not at all where there is a showing on that day already. */
    record DayPlan(AuditoriumPlan auditorium, long auditoriumId, LocalDate day, List<PlannedShowing> showings) {}

    /** A showing with the ids that the database gave. */
    record PlannedShowing(long movieId, Programme.Showing showing, Map<String, Long> prices) {}

    static List<AuditoriumPlan> auditoriums(TheaterPlan theater, long theaterId, long seed) {
        SplittableRandom random = SeedMix.random(seed, "auditoriums", theater.name());
        List<AuditoriumPlan> plans = new ArrayList<>();
        for (int number = 1; number <= theater.auditoriums(); number++) {
            House house;
            if (number == 1) {
                house = theater.auditoriums() >= 3 ? House.LARGE : House.MEDIUM;
            } else if (number == 4) {
                house = House.LOUNGE;
            } else {
                house = random.nextBoolean() ? House.SMALL : House.MEDIUM;
            }
            String name = house == House.LOUNGE ? "The Lounge" : "Screen " + number;
            plans.add(new AuditoriumPlan(theater, theaterId, name, SeatingPlan.of(house)));
        }
        return plans;
    }

    private static List<DayPlan> showtimes(
            List<AuditoriumPlan> auditoriums,
            Map<AuditoriumPlan, Long> auditoriumIds,
            List<MoviePlan> movies,
            Map<MoviePlan, Long> movieIds,
            long seed,
            Clock clock) {
        List<DayPlan> days = new ArrayList<>();
        for (AuditoriumPlan auditorium : auditoriums) {
            TheaterPlan theater = auditorium.theater();
            LocalDate today = LocalDate.now(clock.withZone(theater.zone()));
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                LocalDate day = today.plusDays(ahead);
                List<MoviePlan> shown = movies.stream().filter(movie -> movie.shownOn(day)).toList();
                SplittableRandom random = SeedMix.random(seed, "day", theater.name(), auditorium.name(), day);
                List<PlannedShowing> showings = Programme.of(day, theater.zone(), shown, random).stream()
                        .map(showing -> new PlannedShowing(
                                movieIds.get(showing.movie()),
                                showing,
                                PriceList.prices(
                                        theater.currency(),
                                        showing.localStart(),
                                        auditorium.seating().categories())))
                        .toList();
                days.add(new DayPlan(auditorium, auditoriumIds.get(auditorium), day, showings));
            }
        }
        return days;
    }
}
