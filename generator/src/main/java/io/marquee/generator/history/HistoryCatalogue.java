package io.marquee.generator.history;

import io.marquee.generator.seed.MoviePlan;
import io.marquee.generator.seed.ReleaseCalendar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Puts the theaters and movies of a history into the catalogue, by {@code COPY}. What is there already stays and is
 * used: theaters are told apart by name and location, movies by title and release date. New rows get the next ids, so
 * that they live beside the demo catalogue and whatever else was added.
 */
final class HistoryCatalogue {

    /**
     * What was added, and the ids of all.
     *
     * @param theaterIds by number of the house
     * @param movieIds by number of the movie
     */
    record Loaded(int theaters, int movies, int actors, long[] theaterIds, long[] movieIds) {}

    private final Connection connection;

    /** @param connection works in its transaction */
    HistoryCatalogue(Connection connection) {
        this.connection = connection;
    }

    Loaded load(List<House> houses, List<Film> films) throws SQLException {
        // Names have no unique keys to rely on: one load at a time, also of the demo catalogue.
        execute("SELECT pg_advisory_xact_lock(hashtext('marquee demo catalogue'))");
        int theaters = addTheaters(houses);
        int actors = addActors(films);
        int movies = addMovies(films);
        execute("ANALYZE theater, movie, actor, movie_genre, movie_actor");
        return new Loaded(
                theaters, movies, actors,
                ids("SELECT n, min(t.id) FROM wanted_theater w JOIN theater t USING (name, location) GROUP BY n",
                        houses.size()),
                ids("SELECT n, id FROM wanted_movie_id", films.size()));
    }

    private int addTheaters(List<House> houses) throws SQLException {
        execute("CREATE TEMP TABLE wanted_theater (n int, name text, location text, region text, zone text, "
                + "currency text) ON COMMIT DROP");
        try (Rows rows = new Rows("wanted_theater")) {
            for (House house : houses) {
                City city = house.city();
                rows.add(house.number(), house.name(), city.location(), city.region(), city.zone().getId(),
                        city.currency());
            }
        }
        return execute("""
                INSERT INTO theater (name, location, region, time_zone, currency)
                SELECT name, location, region, zone, currency FROM wanted_theater w
                WHERE NOT EXISTS (SELECT FROM theater t WHERE t.name = w.name AND t.location = w.location)
                ORDER BY n""");
    }

    private int addActors(List<Film> films) throws SQLException {
        execute("CREATE TEMP TABLE wanted_cast (n int, place int, name text) ON COMMIT DROP");
        try (Rows rows = new Rows("wanted_cast")) {
            for (Film film : films) {
                List<String> cast = film.plan().actors();
                for (int place = 0; place < cast.size(); place++) {
                    rows.add(film.number(), place, cast.get(place));
                }
            }
        }
        return execute("""
                INSERT INTO actor (name)
                SELECT DISTINCT name FROM wanted_cast w
                WHERE NOT EXISTS (SELECT FROM actor a WHERE a.name = w.name)
                ORDER BY name""");
    }

    private int addMovies(List<Film> films) throws SQLException {
        execute("CREATE TEMP TABLE wanted_movie (n int, title text, synopsis text, runtime int, rating text, "
                + "released date, until date) ON COMMIT DROP");
        try (Rows rows = new Rows("wanted_movie")) {
            for (Film film : films) {
                MoviePlan plan = film.plan();
                LocalDate released = plan.releaseDate();
                rows.add(film.number(), plan.title(), plan.synopsis(), plan.runtimeMinutes(), plan.rating(), released,
                        plan.availableUntil());
            }
        }
        execute("CREATE TEMP TABLE wanted_genre (n int, place int, name text) ON COMMIT DROP");
        try (Rows rows = new Rows("wanted_genre")) {
            for (Film film : films) {
                List<String> genres = film.plan().genres();
                for (int place = 0; place < genres.size(); place++) {
                    rows.add(film.number(), place, genres.get(place));
                }
            }
        }
        for (String genre : ReleaseCalendar.GENRES) {
            execute("INSERT INTO genre (name) VALUES ('" + genre + "') ON CONFLICT (name) DO NOTHING");
        }
        int added = execute("""
                INSERT INTO movie (title, synopsis, runtime_minutes, rating, release_date, available_from,
                                   available_until)
                SELECT title, synopsis, runtime, rating, released, released, until FROM wanted_movie w
                WHERE NOT EXISTS (SELECT FROM movie m WHERE m.title = w.title AND m.release_date = w.released)
                ORDER BY n""");
        execute("""
                CREATE TEMP TABLE wanted_movie_id ON COMMIT DROP AS
                SELECT n, min(m.id) AS id FROM wanted_movie w
                JOIN movie m ON m.title = w.title AND m.release_date = w.released GROUP BY n""");
        // A movie that somebody has edited since keeps its genres and actors.
        execute("""
                INSERT INTO movie_genre (movie_id, genre_id, position)
                SELECT i.id, g.id, w.place FROM wanted_genre w JOIN wanted_movie_id i USING (n)
                JOIN genre g ON g.name = w.name
                WHERE NOT EXISTS (SELECT FROM movie_genre mg WHERE mg.movie_id = i.id)""");
        execute("""
                INSERT INTO movie_actor (movie_id, actor_id, position)
                SELECT i.id, a.id, w.place FROM wanted_cast w JOIN wanted_movie_id i USING (n)
                JOIN (SELECT name, min(id) AS id FROM actor GROUP BY name) a ON a.name = w.name
                WHERE NOT EXISTS (SELECT FROM movie_actor ma WHERE ma.movie_id = i.id)""");
        return added;
    }

    private long[] ids(String query, int count) throws SQLException {
        long[] ids = new long[count];
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                ids[rows.getInt(1)] = rows.getLong(2);
            }
        }
        return ids;
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getUpdateCount();
        }
    }

    /** Copies rows into a table, in PostgreSQL's text format. */
    private final class Rows implements AutoCloseable {
        private final String table;
        private final StringBuilder text = new StringBuilder();

        Rows(String table) {
            this.table = table;
        }

        void add(Object... values) {
            for (int i = 0; i < values.length; i++) {
                text.append(i == 0 ? "" : "\t").append(values[i].toString().replace("\\", "\\\\")
                        .replace("\t", "\\t").replace("\n", "\\n"));
            }
            text.append('\n');
        }

        @Override
        public void close() throws SQLException {
            try {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(
                        "COPY " + table + " FROM STDIN",
                        new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
            } catch (IOException impossible) {
                throw new SQLException(impossible); // the bytes are in memory
            }
        }
    }
}
