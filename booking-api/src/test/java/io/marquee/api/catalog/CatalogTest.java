package io.marquee.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private static TestApi api;
    private static TestCatalog catalog;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
        api.database().useHandle(handle -> {
            handle.execute("""
                    INSERT INTO movie (id, title, runtime_minutes, available_from, available_until) OVERRIDING SYSTEM VALUE
                    VALUES (101, 'Amélie', 122, '2026-01-01', '2026-01-31'), (102, 'The Matrix', 136, NULL, NULL),
                           (103, 'Das Boot', 149, '2026-02-01', NULL)""");
            handle.execute("INSERT INTO genre (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Comédie'), (2, 'War')");
            handle.execute("INSERT INTO movie_genre (movie_id, genre_id) VALUES (101, 1), (103, 2)");
            handle.execute("INSERT INTO actor (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Audrey Tautou'), (2, 'Jürgen Prochnow')");
            handle.execute("INSERT INTO movie_actor (movie_id, actor_id) VALUES (101, 1), (103, 2)");
        });
    }

    @Test
    void showingsOfAMovieThatGotLongerEndLaterOrTheChangeIsRefused() {
        TestCatalog catalog = new TestCatalog(api.database());
        String admin = api.token("account:admin", Roles.ADMIN);
        long hall = catalog.auditorium(catalog.theater("Long Theater", "UTC"), 1, 2);
        long film = catalog.movie("Long Movie");
        long first = catalog.showtime(film, hall, 30); // until 32 hours from now
        long last = catalog.showtime(film, hall, 34);

        assertThat(api.send("PUT", "/movies/" + film, admin, longMovie(600)).body())
                .containsEntry("type", "/problems/showings-overlap");
        assertThat(api.get("/movies/" + film, null).body()).containsEntry("runtime_minutes", 100);
        assertThat(api.send("PUT", "/movies/" + film, admin, longMovie(180)).status()).isEqualTo(200);

        for (long id : List.of(first, last)) {
            Answer showing = api.get("/showtimes/" + id, null);
            assertThat(Duration.between(
                            Instant.parse(showing.text("starts_at")), Instant.parse(showing.text("ends_at"))))
                    .isEqualTo(Duration.ofMinutes(180));
        }
    }

    private static Map<String, Object> longMovie(int minutes) {
        return Map.of("title", "Long Movie", "runtime_minutes", minutes);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void theSearchForgivesAccentsCaseAndTypos() {
        assertThat(titles("search=AMELIE")).containsExactly("Amélie");
        assertThat(titles("search=matirx")).containsExactly("The Matrix");
        assertThat(titles("search=boot")).containsExactly("Das Boot");
        assertThat(titles("search=zzzz")).isEmpty();
    }

    @Test
    void moviesAreFilteredByGenreActorAndDate() {
        assertThat(titles("genre=comedie")).containsExactly("Amélie");
        assertThat(titles("genre=2")).containsExactly("Das Boot");
        assertThat(titles("actor=jurgen")).containsExactly("Das Boot");
        assertThat(titles("date=2026-01-31&actor=tautou")).containsExactly("Amélie");
        assertThat(titles("date=2026-02-01&genre=comedie")).isEmpty();
        assertThat(titles("date=2026-02-01")).contains("Das Boot", "The Matrix");
    }

    @Test
    void pagesStayRightWhileRowsAreAdded() {
        for (int number = 0; number < 5; number++) {
            catalog.theater("Paging " + number, "UTC");
        }
        Answer first = api.get("/theaters?search=paging&limit=2", null);
        catalog.theater("Paging 0 too", "UTC"); // falls into the page that was read
        List<String> names = new ArrayList<>(names(first));
        String cursor = first.text("next_cursor");
        while (cursor != null) {
            Answer next = api.get("/theaters?search=paging&limit=2&cursor=" + cursor, null);
            names.addAll(names(next));
            cursor = next.text("next_cursor");
        }

        assertThat(names).containsExactly("Paging 0", "Paging 1", "Paging 2", "Paging 3", "Paging 4");
    }

    @Test
    void aShowingsDateIsTheTheaters() {
        long auckland = catalog.theater("Embassy", "Pacific/Auckland");
        long hall = catalog.auditorium(auckland, 3, 4);
        long showing = catalog.showtime(101, hall, 24);
        // 00:30 on 2 May in Auckland is still 1 May in UTC
        api.database().useHandle(handle -> handle.execute("""
                UPDATE showtime SET starts_at = '2027-05-01T12:30:00Z', ends_at = '2027-05-01T14:30:00Z' WHERE id = ?""",
                showing));

        assertThat(api.get("/showtimes?theater_id=" + auckland + "&date=2027-05-01", null).items()).isEmpty();
        Answer found = api.get("/showtimes?theater_id=" + auckland + "&date=2027-05-02", null);
        assertThat(found.items()).hasSize(1);
        assertThat(found.items().get(0))
                .containsEntry("starts_at", "2027-05-01T12:30:00Z")
                .containsEntry("local_start", "2027-05-02T00:30:00+12:00")
                .containsEntry("time_zone", "Pacific/Auckland")
                .containsEntry("prices", Map.of("standard", 1200, "accessible", 1000))
                .containsEntry("seats_total", 12)
                .containsEntry("seats_available", 12);
    }

    /** Of zones whose rules are young: PostgreSQL may have others than the JDK. */
    @ParameterizedTest
    @CsvSource({"America/Vancouver,2027-01-10T07:30:00Z", "Africa/Casablanca,2027-02-06T23:30:00Z",
            "Europe/Chisinau,2027-03-28T22:30:00Z", "America/Edmonton,2027-12-01T06:30:00Z"})
    void aShowingIsListedUnderTheDayThatItShows(String zone, String start) {
        long film = catalog.movie("00:30");
        long theater = catalog.theater("00:30 " + zone, zone);
        long showing = catalog.showtime(film, catalog.auditorium(theater, 1, 2), 24);
        move(showing, start);
        String day = api.get("/showtimes/" + showing, null).text("local_start").substring(0, 10);

        assertThat(api.get("/showtimes?theater_id=" + theater + "&date=" + day, null).items()).hasSize(1);
        assertThat(titles("showing_on=" + day + "&theater_id=" + theater)).hasSize(1);
        for (String other : List.of(LocalDate.parse(day).minusDays(1) + "", LocalDate.parse(day).plusDays(1) + "")) {
            assertThat(api.get("/showtimes?theater_id=" + theater + "&date=" + other, null).items()).isEmpty();
        }
    }

    @Test
    void moviesAreKeptThatAreShownOnADayOfTheTheatersClock() {
        long film = catalog.movie("Shown Late");
        long auckland = catalog.theater("Civic", "Pacific/Auckland");
        long hall = catalog.auditorium(auckland, 1, 2);
        long showing = catalog.showtime(film, hall, 24);
        long elsewhere = catalog.theater("Not There", "Pacific/Auckland");
        // 00:30 on 2 June in Auckland is still 1 June in UTC
        move(showing, "2027-06-01T12:30:00Z");

        assertThat(titles("showing_on=2027-06-01")).isEmpty();
        assertThat(titles("showing_on=2027-06-02")).containsExactly("Shown Late");
        assertThat(titles("showing_on=2027-06-02&search=shown&date=2027-06-02")).containsExactly("Shown Late");
        assertThat(titles("showing_on=2027-06-02&theater_id=" + auckland)).containsExactly("Shown Late");
        assertThat(titles("showing_on=2027-06-02&theater_id=" + elsewhere)).isEmpty();
        assertThat(titles("showing_on=2027-06-02&theater_id=987654")).isEmpty();

        api.database().useHandle(handle ->
                handle.execute("UPDATE showtime SET status = 'cancelled' WHERE id = ?", showing));
        assertThat(titles("showing_on=2027-06-02")).isEmpty();
    }

    @Test
    void aTheaterAloneKeepsMoviesThatAreStillToStartThere() {
        long theater = catalog.theater("Half Past", "UTC");
        long hall = catalog.auditorium(theater, 1, 2);
        catalog.showtime(catalog.movie("Was Shown"), hall, -5);
        catalog.showtime(catalog.movie("Comes Soon"), hall, 5);

        assertThat(titles("theater_id=" + theater)).containsExactly("Comes Soon");
    }

    @Test
    void pagesOfWhatIsShownAreFullAndHoldNothingElse() {
        long hall = catalog.auditorium(catalog.theater("Multi", "UTC"), 1, 2);
        for (int number = 0; number < 5; number++) {
            catalog.movie("Filler " + number + " unshown");
            move(catalog.showtime(catalog.movie("Filler " + number), hall, 24 + 3 * number),
                    "2027-07-01T0" + (1 + number) + ":00:00Z");
        }

        Answer first = api.get("/movies?showing_on=2027-07-01&limit=3", null);
        Answer second = api.get(
                "/movies?showing_on=2027-07-01&limit=3&cursor=" + first.text("next_cursor"), null);

        assertThat(first.items()).extracting("title").containsExactly("Filler 0", "Filler 1", "Filler 2");
        assertThat(second.items()).extracting("title").containsExactly("Filler 3", "Filler 4");
        assertThat(second.text("next_cursor")).isNull();
    }

    private static void move(long showing, String start) {
        api.database().useHandle(handle -> handle.execute("""
                UPDATE showtime SET starts_at = ?::timestamptz, ends_at = ?::timestamptz + interval '30 minutes'
                WHERE id = ?""", start, start, showing));
    }

    @Test
    void availableSeatsCountLiveClaims() {
        long showing = catalog.showing(2, 5);
        api.hold(api.guest(), showing, "A1", "A2");

        assertThat(api.get("/showtimes/" + showing, null).number("seats_available")).isEqualTo(8);
        api.database().useHandle(handle -> handle.execute(
                "UPDATE seat_claim SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showing));
        assertThat(api.get("/showtimes/" + showing, null).number("seats_available")).isEqualTo(10);
    }

    @Test
    void anItemThatDidNotChangeIsNotSentAgain() {
        Answer first = api.get("/movies/102", null);
        String tag = first.raw().headers().firstValue("ETag").orElseThrow();

        Answer again = api.get("/movies/102", null, "If-None-Match", tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.raw().body()).isEmpty();
        assertThat(api.get("/movies/102", null, "If-None-Match", "\"other\"").status()).isEqualTo(200);
    }

    @Test
    void withoutADateOnlyShowingsToComeAreListed() {
        long past = catalog.showtime(101, catalog.auditorium(catalog.theater("Old", "UTC"), 2, 4), -5);
        long coming = catalog.showing(2, 4);

        List<Object> ids = api.get("/showtimes?limit=200", null).items().stream().map(item -> item.get("id")).toList();
        assertThat(ids).contains((int) coming).doesNotContain((int) past);
    }

    private static List<String> titles(String query) {
        return api.get("/movies?" + query, null).items().stream().map(item -> (String) item.get("title")).toList();
    }

    private static List<String> names(Answer answer) {
        return answer.items().stream().map(item -> (String) item.get("name")).toList();
    }
}
