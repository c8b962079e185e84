package io.marquee.api.catalog;

import io.marquee.api.http.ETags;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Adds, changes and deletes movies. */
@Singleton
class MovieWrites {

    private final Jdbi jdbi;
    private final Movies movies;
    private final ETags tags;

    MovieWrites(Jdbi jdbi, Movies movies, ETags tags) {
        this.jdbi = jdbi;
        this.movies = movies;
        this.tags = tags;
    }

    Movie add(MovieRequest request) {
        requireWindow(request);
        return jdbi.inTransaction(handle -> {
            long id = bind(handle.createQuery("""
                            INSERT INTO movie (title, synopsis, runtime_minutes, rating, release_date, available_from,
                                               available_until)
                            VALUES (:title, :synopsis, :runtime, :rating, :released, :from, :until)
                            RETURNING id"""), request)
                    .mapTo(Long.class)
                    .one();
            nameAll(handle, id, request);
            return movies.find(handle, id).orElseThrow();
        });
    }

    /**
     * Changes a movie. When it got longer, its coming showings end later.
     *
     * @throws ProblemException 409 when showings would lie outside of the new window, or run into the next one; 412 for
     *     another If-Match
     */
    Movie change(HttpRequest<?> http, long id, MovieRequest request) {
        requireWindow(request);
        return Constraints.obey(() -> jdbi.inTransaction(handle -> {
            requireCurrent(handle, http, id);
            bind(handle.createUpdate("""
                            UPDATE movie SET title = :title, synopsis = :synopsis, runtime_minutes = :runtime,
                                             rating = :rating, release_date = :released, available_from = :from,
                                             available_until = :until, updated_at = now()
                            WHERE id = :id"""), request)
                    .bind("id", id)
                    .execute();
            requireShowingsInside(handle, id, request);
            leaveTime(handle, id, request.runtimeMinutes());
            handle.execute("DELETE FROM movie_genre WHERE movie_id = ?", id);
            handle.execute("DELETE FROM movie_actor WHERE movie_id = ?", id);
            nameAll(handle, id, request);
            return movies.find(handle, id).orElseThrow();
        }));
    }

    /** @throws ProblemException 409 when it was ever shown or sold */
    void delete(HttpRequest<?> http, long id) {
        Constraints.obey(() -> jdbi.inTransaction(handle -> {
            requireCurrent(handle, http, id);
            boolean sold = handle.select(
                            "SELECT EXISTS (SELECT FROM analytics.movie_daily_sales WHERE movie_id = ?)", id)
                    .mapTo(Boolean.class)
                    .one();
            if (sold) {
                throw Constraints.inUse("Tickets of this movie were sold; reports need its name.");
            }
            return handle.execute("DELETE FROM movie WHERE id = ?", id);
        }));
    }

    private void requireCurrent(Handle handle, HttpRequest<?> http, long id) {
        handle.select("SELECT id FROM movie WHERE id = ? FOR NO KEY UPDATE", id)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("movie", id));
        tags.requireMatch(http, tags.tag(movies.find(handle, id).orElseThrow()));
    }

    private static void requireWindow(MovieRequest request) {
        if (request.availableFrom() != null && request.availableUntil() != null
                && request.availableUntil().isBefore(request.availableFrom())) {
            throw ProblemException.badField("available_until", "is before available_from");
        }
    }

    // Whoever adds a showing shares a lock on the movie, so none comes in between.
    private static void requireShowingsInside(Handle handle, long id, MovieRequest request) {
        record Start(long id, LocalDate day) {}
        List<Long> outside = handle.createQuery("""
                        SELECT s.id, s.starts_at, t.time_zone FROM showtime s JOIN theater t ON t.id = s.theater_id
                        WHERE s.movie_id = :id AND s.status = 'scheduled' AND s.starts_at > now()
                        ORDER BY s.starts_at""")
                .bind("id", id)
                .map((row, context) -> new Start(row.getLong("id"),
                        row.getObject("starts_at", OffsetDateTime.class)
                                .atZoneSameInstant(ZoneId.of(row.getString("time_zone"))).toLocalDate()))
                .stream()
                .filter(start -> request.availableFrom() != null && start.day.isBefore(request.availableFrom())
                        || request.availableUntil() != null && start.day.isAfter(request.availableUntil()))
                .map(Start::id)
                .limit(10)
                .toList();
        if (!outside.isEmpty()) {
            throw ProblemException.conflict(
                    "outside-window", "Outside the window", "Showings lie outside of the new window: " + outside + ".");
        }
    }

    // Those that were given time for trailers keep what is left of it. The exclusion constraint tells what overlaps.
    private static void leaveTime(Handle handle, long id, int runtimeMinutes) {
        handle.createUpdate("""
                        UPDATE showtime SET ends_at = starts_at + :minutes * interval '1 minute'
                        WHERE movie_id = :id AND status = 'scheduled' AND starts_at > now()
                          AND ends_at < starts_at + :minutes * interval '1 minute'""")
                .bind("id", id)
                .bind("minutes", runtimeMinutes)
                .execute();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, MovieRequest request) {
        return statement
                .bind("title", request.title().strip())
                .bind("synopsis", request.synopsis() == null ? "" : request.synopsis())
                .bind("runtime", request.runtimeMinutes())
                .bind("rating", request.rating())
                .bind("released", request.releaseDate())
                .bind("from", request.availableFrom())
                .bind("until", request.availableUntil());
    }

    private static void nameAll(Handle handle, long id, MovieRequest request) {
        // Names of actors are not unique, so that two at once would both add one: they take turns.
        handle.execute("SELECT pg_advisory_xact_lock(hashtext('names of the catalogue'))");
        link(handle, id, "genre", request.genres());
        link(handle, id, "actor", request.actors());
    }

    private static void link(Handle handle, long id, String table, List<String> names) {
        int position = 0;
        List<String> all = names == null ? List.of() : names.stream().map(String::strip).toList();
        for (String name : new LinkedHashSet<>(all)) {
            handle.createUpdate("""
                            INSERT INTO <table> (name) SELECT :name
                            WHERE NOT EXISTS (SELECT FROM <table> WHERE name = :name)""")
                    .define("table", table)
                    .bind("name", name)
                    .execute();
            handle.createUpdate("""
                            INSERT INTO movie_<table> (movie_id, <table>_id, position)
                            SELECT :movie, min(id), :position FROM <table> WHERE name = :name""")
                    .define("table", table)
                    .bind("movie", id)
                    .bind("name", name)
                    .bind("position", position++)
                    .execute();
        }
    }
}
