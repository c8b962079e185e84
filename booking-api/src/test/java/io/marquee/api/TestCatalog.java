package io.marquee.api;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/** Puts a small catalogue into a test's database. */
public final class TestCatalog {

    private final Jdbi jdbi;

    public TestCatalog(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long theater(String name, String timeZone) {
        return id("""
                INSERT INTO theater (name, location, region, time_zone, currency)
                VALUES (:a, 'Springfield', 'Midwest', :b, 'USD') RETURNING id""", name, timeZone);
    }

    public long movie(String title) {
        return id("INSERT INTO movie (title, runtime_minutes) VALUES (:a, 100) RETURNING id", title, null);
    }

    /** An auditorium with seats A1, A2, …, B1, …; the first two of the last row are accessible. */
    public long auditorium(long theater, int rows, int columns) {
        String layout = IntStream.range(0, rows)
                .mapToObj(row -> {
                    String name = String.valueOf((char) ('A' + row));
                    return "{\"name\":\"" + name + "\",\"seats\":[" + IntStream.rangeClosed(1, columns)
                            .mapToObj(column -> "{\"name\":\"" + name + column + "\",\"column\":" + column
                                    + ",\"category\":\""
                                    + (row == rows - 1 && column <= 2 && rows > 1 ? "accessible" : "standard") + "\"}")
                            .collect(Collectors.joining(",")) + "]}";
                })
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"columns\":" + columns + ",\"aisles\":[]}"));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO auditorium (theater_id, name, layout, seats)
                        VALUES (:theater, 'Hall ' || gen_random_uuid(), :layout::jsonb, :seats) RETURNING id""")
                .bind("theater", theater)
                .bind("layout", layout)
                .bind("seats", rows * columns)
                .mapTo(Long.class)
                .one());
    }

    /** A showing that starts so many hours from now; a standard seat costs 1200, an accessible one 1000. */
    public long showtime(long movie, long auditorium, double hoursFromNow) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO showtime (movie_id, auditorium_id, theater_id, starts_at, ends_at, prices)
                        SELECT :movie, id, theater_id, now() + :hours * interval '1 hour',
                               now() + (:hours + 2) * interval '1 hour', '{"standard":1200,"accessible":1000}'
                        FROM auditorium WHERE id = :auditorium RETURNING id""")
                .bind("movie", movie)
                .bind("auditorium", auditorium)
                .bind("hours", hoursFromNow)
                .mapTo(Long.class)
                .one());
    }

    /** A showing of tomorrow with this many rows and columns, in a theater and of a movie of its own. */
    public long showing(int rows, int columns) {
        return showtime(movie("Some Movie"), auditorium(theater("Some Theater", "America/Chicago"), rows, columns), 24);
    }

    private long id(String sql, String a, String b) {
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery(sql).bind("a", a);
            return (sql.contains(":b") ? query.bind("b", b) : query).mapTo(Long.class).one();
        });
    }
}
