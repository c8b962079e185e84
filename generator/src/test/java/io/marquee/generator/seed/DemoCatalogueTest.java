package io.marquee.generator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoCatalogueTest {

    private static final Clock MONDAY = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static int databases;

    private DataSource database;

    @BeforeEach
    void migrate() {
        database = newDatabase();
    }

    @Test
    void fillsEveryTable() throws SQLException {
        DemoCatalogue.Added added = DemoCatalogue.load(database, 1, MONDAY);

        assertThat(added.theaters()).isEqualTo(TheaterPlan.ALL.size());
        assertThat(added.movies()).isBetween(30, 60);
        assertThat(added.showtimes()).isGreaterThan(2_000);
        assertThat(number("SELECT count(*) FROM movie_genre WHERE position = 0")).isEqualTo(added.movies());
        assertThat(number("SELECT count(*) FROM movie_actor WHERE position = 0")).isEqualTo(added.movies());
        assertThat(number("SELECT count(*) FROM actor")).isEqualTo(added.actors());
    }

    @Test
    void hasShowtimesForTodayAndEachOfTheNextSevenDaysInEveryAuditorium() throws SQLException {
        DemoCatalogue.load(database, 1, MONDAY);

        assertThat(number(
                """
                SELECT count(*) FROM auditorium a JOIN theater t ON t.id = a.theater_id
                CROSS JOIN generate_series(0, 7) AS ahead
                WHERE NOT EXISTS (
                    SELECT FROM showtime s WHERE s.auditorium_id = a.id
                    AND (s.starts_at AT TIME ZONE t.time_zone)::date
                        = (timestamptz '2026-11-23 12:00Z' AT TIME ZONE t.time_zone)::date + ahead)"""))
                .isZero();
    }

    @Test
    void neverShowsTwoMoviesAtOnceInOneAuditorium() throws SQLException {
        DemoCatalogue.load(database, 1, MONDAY);
        DemoCatalogue.load(database, 1, Clock.offset(MONDAY, Duration.ofDays(3)));

        assertThat(number(
                """
                SELECT count(*) FROM (
                    SELECT starts_at - lag(ends_at) OVER (PARTITION BY auditorium_id ORDER BY starts_at) AS gap
                    FROM showtime) g
                WHERE gap < interval '20 minutes'"""))
                .isZero();
    }

    @Test
    void showsMoviesOnlyInsideTheirWindow() throws SQLException {
        DemoCatalogue.load(database, 1, MONDAY);

        assertThat(number(
                """
                SELECT count(*) FROM showtime s JOIN movie m ON m.id = s.movie_id JOIN theater t ON t.id = s.theater_id
                WHERE (s.starts_at AT TIME ZONE t.time_zone)::date
                      NOT BETWEEN m.available_from AND m.available_until"""))
                .isZero();
    }

    @Test
    void addsNothingWhenItIsLoadedTwice() throws SQLException {
        DemoCatalogue.load(database, 1, MONDAY);

        assertThat(DemoCatalogue.load(database, 1, MONDAY)).isEqualTo(new DemoCatalogue.Added(0, 0, 0, 0, 0));
    }

    @Test
    void reachesAsFarWhenItIsLoadedAgainOnALaterDay() throws SQLException {
        DemoCatalogue.Added first = DemoCatalogue.load(database, 1, MONDAY);
        DemoCatalogue.Added later = DemoCatalogue.load(database, 1, Clock.offset(MONDAY, Duration.ofDays(4)));

        assertThat(later.theaters()).isZero();
        assertThat(later.auditoriums()).isZero();
        assertThat(later.movies()).isEqualTo(3); // those of Friday week
        assertThat(later.showtimes()).isBetween(first.showtimes() * 4 / 10, first.showtimes() * 6 / 10);
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() throws SQLException {
        DemoCatalogue.load(database, 7, MONDAY);
        List<String> one = programme();
        database = newDatabase();
        DemoCatalogue.load(database, 7, MONDAY);
        List<String> same = programme();
        database = newDatabase();
        DemoCatalogue.load(database, 8, MONDAY);
        List<String> other = programme();

        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    private static synchronized DataSource newDatabase() {
        String name = "demo_" + ++databases;
        return TestServers.migratedDatabase(name, Schema::migrate);
    }

    private List<String> programme() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        """
                        SELECT concat_ws('|', t.name, a.name, a.layout, m.title, m.synopsis, s.starts_at, s.ends_at,
                                         s.prices)
                        FROM showtime s JOIN auditorium a ON a.id = s.auditorium_id
                        JOIN theater t ON t.id = s.theater_id JOIN movie m ON m.id = s.movie_id
                        ORDER BY s.id""")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
