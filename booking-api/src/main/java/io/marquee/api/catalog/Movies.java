package io.marquee.api.catalog;

import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads movies, genres and actors. */
@Singleton
class Movies {

    private static final String COLUMNS = """
            m.id, m.title, m.synopsis, m.runtime_minutes, m.rating, m.release_date, m.available_from, m.available_until,
            ARRAY(SELECT g.name FROM movie_genre mg JOIN genre g ON g.id = mg.genre_id
                  WHERE mg.movie_id = m.id ORDER BY mg.position, g.name) AS genres,
            ARRAY(SELECT a.name FROM movie_actor ma JOIN actor a ON a.id = ma.actor_id
                  WHERE ma.movie_id = m.id ORDER BY ma.position, a.name) AS actors
            """;

    private final Jdbi jdbi;

    Movies(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Ranked(int rank, Movie movie) {}

    /**
     * Showings, not cancelled, that a movie must have one of.
     *
     * @param theater id; null for any
     * @param day on the theater's own clock; null with a theater for those that are still to start, null without one
     *     when no showing is asked for
     */
    record Showing(Long theater, LocalDate day) {

        static final Showing ANY = new Showing(null, null);

        private LocalDay time(Handle handle) {
            if (day != null) {
                return LocalDay.of(handle, day, "showing_on");
            }
            return theater == null ? LocalDay.NONE : LocalDay.future(handle);
        }
    }

    /**
     * Movies by title; with a search, the best matches first.
     *
     * @param search words of the title, accents, case and typos forgiven; null for all
     * @param genre name or id; null for all
     * @param actor name, in full or in part, or id; null for all
     * @param date a day that the movie may be shown on; null for all
     * @param showing where and when it has showings; {@link Showing#ANY} for all
     */
    Page<Movie> list(
            String search, String genre, String actor, LocalDate date, Showing showing, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 3);
        Integer afterRank = after == null ? null : after.part(0, Integer::valueOf);
        String afterTitle = after == null ? null : after.part(1, text -> text);
        Long afterId = after == null ? null : after.part(2, Long::valueOf);
        // What must be shown is found by the index, between the bounds of the theater's day.
        List<Ranked> rows = jdbi.withHandle(handle -> showing.time(handle).bindTo(handle.createQuery("""
                        SELECT * FROM (
                            SELECT CASE WHEN :search::text IS NULL THEN 0 ELSE
                                       -(CASE WHEN search_text(m.title) LIKE '%' || search_text(:like) || '%'
                                              THEN 1000 ELSE 0 END
                                         + round(1000
                                             * word_similarity(search_text(:search), search_text(m.title))))::int
                                   END AS rank,
                        """ + COLUMNS + """
                            FROM movie m
                            WHERE (:search::text IS NULL
                                   OR search_text(m.title) LIKE '%' || search_text(:like) || '%'
                                   OR search_text(:search) <% search_text(m.title))
                              AND (:genre::text IS NULL OR EXISTS (
                                   SELECT FROM movie_genre mg JOIN genre g ON g.id = mg.genre_id
                                   WHERE mg.movie_id = m.id
                                     AND (search_text(g.name) = search_text(:genre) OR g.id::text = :genre)))
                              AND (:actor::text IS NULL OR EXISTS (
                                   SELECT FROM movie_actor ma JOIN actor a ON a.id = ma.actor_id
                                   WHERE ma.movie_id = m.id
                                     AND (search_text(a.name) LIKE '%' || search_text(:actor_like) || '%'
                                          OR a.id::text = :actor)))
                              AND (:date::date IS NULL
                                   OR (coalesce(m.available_from, '-infinity') <= :date
                                       AND coalesce(m.available_until, 'infinity') >= :date))
                              AND (NOT :shown OR m.id IN (
                                   SELECT s.movie_id
                                   FROM """ + LocalDay.TABLE + """
                                   JOIN theater t USING (time_zone)
                                   JOIN showtime s ON s.theater_id = t.id AND s.status <> 'cancelled'
                                    AND s.starts_at >= day.opens AND s.starts_at < day.closes
                                   WHERE :theater::bigint IS NULL OR t.id = :theater))
                        ) found
                        WHERE :after_id::bigint IS NULL
                           OR (rank, title COLLATE "C", id)
                            > (:after_rank::int, :after_title::text COLLATE "C", :after_id)
                        ORDER BY rank, title COLLATE "C", id
                        LIMIT :limit"""))
                .bind("search", SearchText.orNull(search))
                .bind("like", SearchText.escape(SearchText.orNull(search)))
                .bind("genre", SearchText.orNull(genre))
                .bind("actor", SearchText.orNull(actor))
                .bind("actor_like", SearchText.escape(SearchText.orNull(actor)))
                .bind("date", date)
                .bind("shown", !showing.equals(Showing.ANY))
                .bind("theater", showing.theater)
                .bind("after_rank", afterRank)
                .bind("after_title", afterTitle)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> new Ranked(row.getInt("rank"), movie(row)))
                .list());
        return Page.of(
                rows, limit, row -> Cursor.after(row.rank, row.movie.title(), row.movie.id()), Ranked::movie);
    }

    Optional<Movie> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    Optional<Movie> find(Handle handle, long id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM movie m WHERE m.id = :id")
                .bind("id", id)
                .map((row, context) -> movie(row))
                .findOne();
    }

    Page<NamedItem> genres(String cursor, int limit) {
        return named("genre", null, cursor, limit);
    }

    /** Actors by name, the search like that of titles. */
    Page<NamedItem> actors(String search, String cursor, int limit) {
        return named("actor", search, cursor, limit);
    }

    private Page<NamedItem> named(String table, String search, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        String afterName = after == null ? null : after.part(0, text -> text);
        Long afterId = after == null ? null : after.part(1, Long::valueOf);
        List<NamedItem> rows = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, name FROM <table>
                        WHERE (:search::text IS NULL
                               OR search_text(name) LIKE '%' || search_text(:like) || '%'
                               OR search_text(:search) <% search_text(name))
                          AND (:after_id::bigint IS NULL
                               OR (name COLLATE "C", id) > (:after_name::text COLLATE "C", :after_id))
                        ORDER BY name COLLATE "C", id
                        LIMIT :limit""")
                .define("table", table)
                .bind("search", SearchText.orNull(search))
                .bind("like", SearchText.escape(SearchText.orNull(search)))
                .bind("after_name", afterName)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> new NamedItem(row.getLong("id"), row.getString("name")))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.name(), row.id()), row -> row);
    }

    private static Movie movie(ResultSet row) throws SQLException {
        return new Movie(
                row.getLong("id"),
                row.getString("title"),
                row.getString("synopsis"),
                row.getInt("runtime_minutes"),
                row.getString("rating"),
                row.getObject("release_date", LocalDate.class),
                row.getObject("available_from", LocalDate.class),
                row.getObject("available_until", LocalDate.class),
                texts(row.getArray("genres")),
                texts(row.getArray("actors")));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
