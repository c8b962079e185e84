package io.marquee.generator.seed;

import io.marquee.generator.seed.DemoCatalogue.AuditoriumPlan;
import io.marquee.generator.seed.DemoCatalogue.DayPlan;
import io.marquee.generator.seed.DemoCatalogue.PlannedShowing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds to the catalogue what is not there yet, many rows by one statement: each list goes over as arrays. Works in the
 * transaction of its connection.
 */
final class CatalogueWriter {

    private final Connection connection;

    CatalogueWriter(Connection connection) {
        this.connection = connection;
    }

    /** Lets one load at a time through, until the end of the transaction: names have no unique keys to rely on. */
    void lock() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('marquee demo catalogue'))");
        }
    }

    int addActors(List<String> names) throws SQLException {
        return update(
                """
                INSERT INTO actor (name)
                SELECT name FROM unnest(?::text[]) WITH ORDINALITY AS wanted (name, n)
                WHERE NOT EXISTS (SELECT FROM actor a WHERE a.name = wanted.name)
                ORDER BY n""",
                texts(names, name -> name));
    }

    void addGenres(List<String> names) throws SQLException {
        update(
                "INSERT INTO genre (name) SELECT * FROM unnest(?::text[]) ON CONFLICT (name) DO NOTHING",
                texts(names, name -> name));
    }

    int addMovies(List<MoviePlan> movies, Map<MoviePlan, Long> ids) throws SQLException {
        int added = update(
                """
                INSERT INTO movie (title, synopsis, runtime_minutes, rating, release_date, available_from,
                                   available_until)
                SELECT title, synopsis, runtime, rating, released, released, until
                FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::date[], ?::date[]) WITH ORDINALITY
                     AS wanted (title, synopsis, runtime, rating, released, until, n)
                WHERE NOT EXISTS (SELECT FROM movie m WHERE m.title = wanted.title AND m.release_date = released)
                ORDER BY n""",
                texts(movies, MoviePlan::title),
                texts(movies, MoviePlan::synopsis),
                movies.stream().map(MoviePlan::runtimeMinutes).toArray(),
                texts(movies, MoviePlan::rating),
                texts(movies, movie -> movie.releaseDate().toString()),
                texts(movies, movie -> movie.availableUntil().toString()));
        Map<List<String>, MoviePlan> byName = movies.stream()
                .collect(Collectors.toMap(m -> List.of(m.title(), m.releaseDate().toString()), m -> m));
        readIds("SELECT min(id), title, release_date::text FROM movie GROUP BY 2, 3", 2, byName, ids);

        List<Object[]> genres = new ArrayList<>();
        List<Object[]> cast = new ArrayList<>();
        for (MoviePlan movie : movies) {
            for (int i = 0; i < movie.genres().size(); i++) {
                genres.add(new Object[] {ids.get(movie), movie.genres().get(i), i});
            }
            for (int i = 0; i < movie.actors().size(); i++) {
                cast.add(new Object[] {ids.get(movie), movie.actors().get(i), i});
            }
        }
        // A movie that somebody has edited since keeps its genres and actors.
        update(
                """
                INSERT INTO movie_genre (movie_id, genre_id, position)
                SELECT movie, g.id, place FROM unnest(?::bigint[], ?::text[], ?::int[]) AS wanted (movie, name, place)
                JOIN genre g ON g.name = wanted.name
                WHERE NOT EXISTS (SELECT FROM movie_genre mg WHERE mg.movie_id = movie)""",
                column(genres, 0), column(genres, 1), column(genres, 2));
        update(
                """
                INSERT INTO movie_actor (movie_id, actor_id, position)
                SELECT movie, a.id, place FROM unnest(?::bigint[], ?::text[], ?::int[]) AS wanted (movie, name, place)
                JOIN (SELECT name, min(id) AS id FROM actor GROUP BY name) a ON a.name = wanted.name
                WHERE NOT EXISTS (SELECT FROM movie_actor ma WHERE ma.movie_id = movie)""",
                column(cast, 0), column(cast, 1), column(cast, 2));
        return added;
    }

    int addTheaters(List<TheaterPlan> theaters, Map<TheaterPlan, Long> ids) throws SQLException {
        int added = update(
                """
                INSERT INTO theater (name, location, region, time_zone, currency)
                SELECT name, location, region, zone, currency
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY
                     AS wanted (name, location, region, zone, currency, n)
                WHERE NOT EXISTS (SELECT FROM theater t WHERE t.name = wanted.name AND t.location = wanted.location)
                ORDER BY n""",
                texts(theaters, TheaterPlan::name),
                texts(theaters, TheaterPlan::location),
                texts(theaters, TheaterPlan::region),
                texts(theaters, theater -> theater.zone().getId()),
                texts(theaters, TheaterPlan::currency));
        Map<List<String>, TheaterPlan> byName =
                theaters.stream().collect(Collectors.toMap(t -> List.of(t.name(), t.location()), t -> t));
        readIds("SELECT min(id), name, location FROM theater GROUP BY 2, 3", 2, byName, ids);
        return added;
    }

    int addAuditoriums(List<AuditoriumPlan> auditoriums, Map<AuditoriumPlan, Long> ids) throws SQLException {
        int added = update(
                """
                INSERT INTO auditorium (theater_id, name, layout, seats)
                SELECT theater, name, layout, seats
                FROM unnest(?::bigint[], ?::text[], ?::jsonb[], ?::int[]) WITH ORDINALITY
                     AS wanted (theater, name, layout, seats, n)
                ORDER BY n
                ON CONFLICT (theater_id, name) DO NOTHING""",
                auditoriums.stream().map(AuditoriumPlan::theaterId).toArray(),
                texts(auditoriums, AuditoriumPlan::name),
                texts(auditoriums, auditorium -> auditorium.seating().toJson()),
                auditoriums.stream().map(auditorium -> auditorium.seating().seatCount()).toArray());
        Map<List<String>, AuditoriumPlan> byName = auditoriums.stream()
                .collect(Collectors.toMap(a -> List.of(Long.toString(a.theaterId()), a.name()), a -> a));
        readIds("SELECT id, theater_id::text, name FROM auditorium", 2, byName, ids);
        return added;
    }

    /** Adds the days on which the auditorium shows nothing yet. */
    int addShowtimes(List<DayPlan> days) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (DayPlan day : days) {
            String zone = day.auditorium().theater().zone().getId();
            for (PlannedShowing planned : day.showings()) {
                rows.add(new Object[] {
                    planned.movieId(),
                    day.auditoriumId(),
                    day.auditorium().theaterId(),
                    planned.showing().startsAt().toString(),
                    planned.showing().endsAt().toString(),
                    prices(planned.prices()),
                    day.day().toString(),
                    zone
                });
            }
        }
        return update(
                """
                INSERT INTO showtime (movie_id, auditorium_id, theater_id, starts_at, ends_at, prices)
                SELECT movie, auditorium, theater, starts, ends, prices
                FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::jsonb[],
                            ?::date[], ?::text[]) WITH ORDINALITY
                     AS wanted (movie, auditorium, theater, starts, ends, prices, day, zone, n)
                WHERE NOT EXISTS (
                    SELECT FROM showtime s
                    WHERE s.auditorium_id = auditorium
                      AND s.starts_at >= day::timestamp AT TIME ZONE zone
                      AND s.starts_at < (day + 1)::timestamp AT TIME ZONE zone)
                ORDER BY n""",
                column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3), column(rows, 4), column(rows, 5),
                column(rows, 6), column(rows, 7));
    }

    private static String prices(Map<String, Long> prices) {
        return prices.entrySet().stream()
                .map(price -> "\"" + price.getKey() + "\":" + price.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private <T> void readIds(String sql, int names, Map<List<String>, T> byName, Map<T, Long> ids)
            throws SQLException {
        Map<List<String>, Long> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> key = new ArrayList<>();
                for (int i = 0; i < names; i++) {
                    String name = rows.getString(2 + i);
                    key.add(name == null ? "" : name);
                }
                found.put(key, rows.getLong(1));
            }
        }
        byName.forEach((name, plan) -> ids.put(plan, found.get(name)));
    }

    private int update(String sql, Object[]... arrays) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arrays.length; i++) {
                // Sent as text and cast by the statement, which knows the type.
                String[] texts = new String[arrays[i].length];
                for (int j = 0; j < texts.length; j++) {
                    texts[j] = arrays[i][j] == null ? null : arrays[i][j].toString();
                }
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            }
            return statement.executeUpdate();
        }
    }

    private static <T> Object[] texts(List<T> values, Function<T, String> text) {
        return values.stream().map(text).toArray();
    }

    private static Object[] column(List<Object[]> rows, int index) {
        return rows.stream().map(row -> row[index]).toArray();
    }
}
