package io.marquee.generator.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A theater with one huge auditorium, made for measurements, whose showings lie most of a year ahead, where nobody
 * looks for them. It is made once; each measurement adds showings.
 */
final class BenchTheater {

    /** Seats of an auditorium. */
    static final int SEATS = 5_000;

    /** How many holders share the seats, as each may have only a few of a showing. */
    static final int HOLDERS = 500;

    private static final String NAME = "Marquee Benchmark";
    private static final int COLUMNS = 50;
    private static final int SEATS_OF_A_HOLDER = SEATS / HOLDERS;

    private final Connection database;
    private final long movie;
    private final long auditorium;

    private BenchTheater(Connection database, long movie, long auditorium) {
        this.database = database;
        this.movie = movie;
        this.auditorium = auditorium;
    }

    /** A showing whose seats are sold one by one, from the first. */
    static final class Hall {
        private final long showtime;
        private final AtomicInteger next = new AtomicInteger();

        private Hall(long showtime) {
            this.showtime = showtime;
        }

        /** Sells the next seat; false when all are gone. */
        boolean sell(Seller seller) throws Exception {
            int seat = next.getAndIncrement();
            if (seat >= SEATS) {
                return false;
            }
            seller.sell(showtime, name(seat / COLUMNS, seat % COLUMNS), seat / SEATS_OF_A_HOLDER);
            return true;
        }
    }

    static BenchTheater open(Connection database) throws SQLException {
        String layout = IntStream.range(0, SEATS / COLUMNS)
                .mapToObj(row -> IntStream.range(0, COLUMNS)
                        .mapToObj(seat -> "{\"name\":\"" + name(row, seat) + "\",\"column\":" + (seat + 1)
                                + ",\"category\":\"standard\"}")
                        .collect(Collectors.joining(",", "{\"name\":\"" + row + "\",\"seats\":[", "]}")))
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"columns\":" + COLUMNS + ",\"aisles\":[]}"));
        long theater = id(database, """
                WITH made AS (
                    INSERT INTO theater (name, location, region, time_zone, currency)
                    SELECT name, 'Nowhere', 'Benchmark', 'UTC', 'USD' FROM (SELECT ?::text AS name) t
                    WHERE NOT EXISTS (SELECT FROM theater WHERE theater.name = t.name) RETURNING id)
                SELECT id FROM made UNION ALL (SELECT id FROM theater WHERE name = ? ORDER BY id) LIMIT 1""",
                NAME, NAME);
        long auditorium = id(database, """
                WITH made AS (
                    INSERT INTO auditorium (theater_id, name, layout, seats) VALUES (?, 'Huge', ?::jsonb, ?)
                    ON CONFLICT (theater_id, name) DO NOTHING RETURNING id)
                SELECT id FROM made
                UNION ALL SELECT id FROM auditorium WHERE theater_id = ? AND name = 'Huge' LIMIT 1""",
                theater, layout, SEATS, theater);
        long movie = id(database, """
                WITH made AS (
                    INSERT INTO movie (title, runtime_minutes) SELECT title, 90 FROM (SELECT ?::text AS title) t
                    WHERE NOT EXISTS (SELECT FROM movie WHERE movie.title = t.title) RETURNING id)
                SELECT id FROM made UNION ALL (SELECT id FROM movie WHERE title = ? ORDER BY id) LIMIT 1""",
                NAME, NAME);
        return new BenchTheater(database, movie, auditorium);
    }

    /** Adds a showing, after all others that the theater has. */
    Hall newHall() throws SQLException {
        return new Hall(id(database, """
                INSERT INTO showtime (movie_id, auditorium_id, theater_id, starts_at, ends_at, prices)
                SELECT ?, a.id, a.theater_id, begin.at, begin.at + interval '2 hours', '{"standard":1200}'
                FROM auditorium a,
                     LATERAL (SELECT greatest(max(ends_at), now() + interval '300 days') AS at FROM showtime
                              WHERE auditorium_id = a.id) begin
                WHERE a.id = ? RETURNING id""", movie, auditorium));
    }

    private static String name(int row, int seat) {
        return "R" + row + "S" + (seat + 1);
    }

    private static long id(Connection database, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
