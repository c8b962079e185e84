package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.Showings;
import io.marquee.api.http.ETags;
import io.marquee.api.problem.FieldError;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Adds, changes and deletes showings. Locks are taken in one order: movie, theater, auditorium, showing. Those who
 * change showings of an auditorium take turns; the exclusion constraint has the last word on what overlaps.
 */
@Singleton
class ShowtimeWrites {

    private static final Duration TRAILERS = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long DEAREST = 100_000_000;

    private final Jdbi jdbi;
    private final Showtimes showtimes;
    private final Showings showings;
    private final Auditoriums auditoriums;
    private final ETags tags;
    private final JsonMapper json;

    ShowtimeWrites(
            Jdbi jdbi, Showtimes showtimes, Showings showings, Auditoriums auditoriums, ETags tags, JsonMapper json) {
        this.jdbi = jdbi;
        this.showtimes = showtimes;
        this.showings = showings;
        this.auditoriums = auditoriums;
        this.tags = tags;
        this.json = json;
    }

    private record Plan(long theaterId, Instant startsAt, Instant endsAt) {}

    /** @throws ProblemException 400 for what cannot be, 409 outside of the movie's window or over another showing */
    Showtime add(ShowtimeRequest request) {
        return Constraints.obey(() -> jdbi.inTransaction(handle -> {
            Plan plan = plan(handle, request);
            long id = bind(handle.createQuery("""
                            INSERT INTO showtime (movie_id, auditorium_id, theater_id, starts_at, ends_at, prices)
                            VALUES (:movie, :auditorium, :theater, :starts, :ends, :prices::jsonb) RETURNING id"""),
                            request, plan)
                    .mapTo(Long.class)
                    .one();
            return showtimes.find(handle, id).orElseThrow();
        }));
    }

    /**
     * Changes a showing that has not started. While seats are held or sold only its prices may change; what was held or
     * sold before keeps its price.
     */
    Showtime change(HttpRequest<?> http, long id, ShowtimeRequest request) {
        return Constraints.obey(() -> jdbi.inTransaction(handle -> {
            Plan plan = plan(handle, request);
            Showing showing = showings.lock(handle, id);
            Showtime before = showtimes.find(handle, id).orElseThrow();
            tags.requireMatch(http, tags.tag(before.definition()));
            showing.requireOnSale();
            boolean samePlace = before.movieId() == request.movieId()
                    && before.auditoriumId() == request.auditoriumId()
                    && before.startsAt().equals(plan.startsAt)
                    && before.endsAt().equals(plan.endsAt);
            if (!samePlace && before.seatsAvailable() < before.seatsTotal()) {
                throw ProblemException.conflict(
                        "showing-in-use", "Showing in use",
                        "Seats are held or sold, so only prices can change; cancel the showing instead.");
            }
            bind(handle.createUpdate("""
                            UPDATE showtime SET movie_id = :movie, auditorium_id = :auditorium, theater_id = :theater,
                                                starts_at = :starts, ends_at = :ends, prices = :prices::jsonb
                            WHERE id = :id"""), request, plan)
                    .bind("id", id)
                    .execute();
            return showtimes.find(handle, id).orElseThrow();
        }));
    }

    /** @throws ProblemException 409 when seats were ever held; such a showing is cancelled instead */
    void delete(HttpRequest<?> http, long id) {
        Constraints.obey(() -> jdbi.inTransaction(handle -> {
            showings.lock(handle, id);
            tags.requireMatch(http, tags.tag(showtimes.find(handle, id).orElseThrow().definition()));
            return handle.execute("DELETE FROM showtime WHERE id = ?", id);
        }));
    }

    private Plan plan(Handle handle, ShowtimeRequest request) {
        record Film(int minutes, LocalDate from, LocalDate until) {}
        record House(long theaterId, ZoneId zone) {}
        Film film = handle.select(
                        "SELECT runtime_minutes, available_from, available_until FROM movie WHERE id = ? FOR SHARE",
                        request.movieId())
                .map((row, context) -> new Film(
                        row.getInt("runtime_minutes"),
                        row.getObject("available_from", LocalDate.class),
                        row.getObject("available_until", LocalDate.class)))
                .findOne()
                .orElseThrow(() -> ProblemException.badField("movie_id", "there is no such movie"));
        House house = handle.select("""
                        SELECT t.id, t.time_zone FROM theater t JOIN auditorium a ON a.theater_id = t.id
                        WHERE a.id = ? FOR SHARE OF t""", request.auditoriumId())
                .map((row, context) -> new House(row.getLong("id"), ZoneId.of(row.getString("time_zone"))))
                .findOne()
                .orElseThrow(() -> ProblemException.badField("auditorium_id", "there is no such auditorium"));
        handle.select("SELECT id FROM auditorium WHERE id = ? FOR NO KEY UPDATE", request.auditoriumId())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> ProblemException.badField("auditorium_id", "there is no such auditorium"));
        Layout layout = auditoriums.find(handle, house.theaterId, request.auditoriumId()).orElseThrow().layout();
        Duration runtime = Duration.ofMinutes(film.minutes);
        Instant startsAt = request.startsAt();
        List<FieldError> errors = prices(request.prices(), LayoutRules.categories(layout));
        Instant now = handle.select("SELECT clock_timestamp()").mapTo(Instant.class).one();
        if (!startsAt.isAfter(now) || startsAt.isAfter(now.plus(Duration.ofDays(3_650)))) {
            errors.add(new FieldError("starts_at", "must be in the future, within ten years"));
            throw ProblemException.badFields(errors); // an end cannot be reckoned from what is no time of this world
        }
        Instant endsAt = request.endsAt() == null ? startsAt.plus(runtime).plus(TRAILERS) : request.endsAt();
        if (endsAt.isBefore(startsAt.plus(runtime)) || endsAt.isAfter(startsAt.plus(LONGEST))) {
            errors.add(new FieldError("ends_at", "must leave time for the movie, and be within a day"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badFields(errors);
        }
        LocalDate day = startsAt.atZone(house.zone).toLocalDate();
        if ((film.from != null && day.isBefore(film.from)) || (film.until != null && day.isAfter(film.until))) {
            throw ProblemException.conflict(
                    "outside-window", "Outside the window",
                    "The movie may be shown " + (film.from == null ? "" : "from " + film.from + " ")
                            + (film.until == null ? "" : "until " + film.until + " ") + "and not on " + day + ".");
        }
        return new Plan(house.theaterId, startsAt, endsAt);
    }

    private static List<FieldError> prices(Map<String, Long> prices, Set<String> categories) {
        List<FieldError> errors = new ArrayList<>();
        prices.forEach((category, price) -> {
            if (!LayoutRules.CATEGORIES.contains(category)) {
                errors.add(new FieldError("prices", "knows only " + new TreeSet<>(LayoutRules.CATEGORIES)));
            } else if (price == null || price < 0 || price > DEAREST) {
                errors.add(new FieldError("prices." + category, "must be 0 to " + DEAREST + " minor units"));
            }
        });
        for (String category : categories) {
            if (!prices.containsKey(category)) {
                errors.add(new FieldError("prices." + category, "is missing, and the auditorium has such seats"));
            }
        }
        return errors;
    }

    private <T extends SqlStatement<T>> T bind(T statement, ShowtimeRequest request, Plan plan) {
        try {
            return statement
                    .bind("movie", request.movieId())
                    .bind("auditorium", request.auditoriumId())
                    .bind("theater", plan.theaterId)
                    .bind("starts", plan.startsAt.atOffset(ZoneOffset.UTC))
                    .bind("ends", plan.endsAt.atOffset(ZoneOffset.UTC))
                    .bind("prices", json.writeValueAsString(request.prices()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
    }
}
