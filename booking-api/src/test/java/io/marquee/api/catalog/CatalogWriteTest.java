package io.marquee.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.account.Roles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogWriteTest {

    private static final Instant TOMORROW = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
    private static TestApi api;
    private static String admin;
    private long movie;
    private long theater;
    private long auditorium;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        admin = api.token("account:admin", Roles.ADMIN);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void aCinema() {
        movie = add("/movies", movie());
        theater = add("/theaters", theater("America/Chicago", "USD"));
        auditorium = add("/theaters/" + theater + "/auditoriums", auditorium("Hall 1", "A1", "A2", "A3"));
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void aWholeProgrammeIsMadeAndSold() {
        long showing = add("/showtimes", showing(TOMORROW));

        Answer read = api.get("/showtimes/" + showing, null);
        assertThat(read.body())
                .containsEntry("movie_id", (int) movie)
                .containsEntry("auditorium_id", (int) auditorium)
                .containsEntry("starts_at", TOMORROW.toString())
                .containsEntry("ends_at", TOMORROW.plus(115, ChronoUnit.MINUTES).toString())
                .containsEntry("seats_total", 3);
        assertThat(api.get("/movies/" + movie, null).body())
                .containsEntry("genres", List.of("Drama", "War"))
                .containsEntry("actors", List.of("Ann Lee", "Bob Ray"));
        Answer hall = api.get("/theaters/" + theater + "/auditoriums/" + auditorium, null);
        assertThat(hall.body()).containsKey("layout").containsEntry("seats", 3);
        assertThat(api.get("/theaters/" + theater + "/auditoriums", null).items())
                .singleElement()
                .satisfies(item -> assertThat(item).containsEntry("name", "Hall 1"));
        String customer = api.guest();
        assertThat(api.book(customer, api.hold(customer, showing, "A1"), "tok_ok").number("total_minor"))
                .isEqualTo(1200);
    }

    @Test
    void onlyAdminsWrite() {
        for (String token : new String[] {null, api.guest(), api.token("account:s", Roles.STAFF)}) {
            int expected = token == null ? 401 : 403;
            for (String path : List.of("/movies", "/theaters", "/showtimes", "/theaters/1/auditoriums")) {
                assertThat(api.post(path, token, Map.of()).status()).as(path).isEqualTo(expected);
                assertThat(api.send("PUT", path + "/1", token, Map.of()).status()).as(path).isEqualTo(expected);
                assertThat(api.send("DELETE", path + "/1", token, null).status()).as(path).isEqualTo(expected);
            }
        }
    }

    @Test
    void zonesCurrenciesAndWindowsMustExist() {
        assertThat(fields(api.post("/theaters", admin, theater("America/Springfield", "USD"))))
                .containsExactly("time_zone");
        assertThat(fields(api.post("/theaters", admin, theater("+02:00", "XXX"))))
                .containsExactly("time_zone", "currency");
        assertThat(fields(api.post("/theaters", admin, theater("UTC", "usd")))).containsExactly("currency");
        assertThat(api.post("/theaters", admin, Map.of()).status()).isEqualTo(400);
        assertThat(fields(api.post("/movies", admin, with(
                        movie(), Map.of("available_from", "2026-02-01", "available_until", "2026-01-31")))))
                .containsExactly("available_until");
        assertThat(fields(api.post("/movies", admin, with(movie(), Map.of("runtime_minutes", 0)))))
                .containsExactly("runtime_minutes");
        assertThat(api.post("/movies", admin, with(movie(), Map.of("title", "a\0b"))).status()).isEqualTo(400);
        assertThat(api.send("PUT", "/movies/999999", admin, movie()).status()).isEqualTo(404);
    }

    @Test
    void layoutsMustBeSane() {
        String halls = "/theaters/" + theater + "/auditoriums";
        Map<String, String> faults = Map.of(
                row("A", seat("A1", 1, "standard"), seat("A1", 2, "standard")), "layout.rows[0].seats[1].name",
                row("A", seat("A1", 2, "standard"), seat("A2", 1, "standard")), "layout.rows[0].seats[1].column",
                row("A", seat("A1", 1, "standard"), seat("A2", 9, "standard")), "layout.rows[0].seats[1].column",
                row("A", seat("A1", 5, "standard")), "layout.rows[0].seats[0].column",
                row("A", seat("A1", 1, "throne")), "layout.rows[0].seats[0].category",
                row("A", seat("<b>", 1, "standard")), "layout.rows[0].seats[0].name",
                row("A"), "layout.rows[0].seats",
                row("A", seat("A1", 1, "standard")) + "," + row("A", seat("B1", 1, "standard")), "layout.rows[1].name");
        faults.forEach((rows, field) -> assertThat(fields(api.post(halls, admin, layout("Hall 2", rows))))
                .as(rows).contains(field));
        assertThat(api.post(halls, admin, layout("Hall 2", "")).status()).isEqualTo(400);
        assertThat(api.post(halls, admin, layout("Hall 2", "null")).status()).isEqualTo(400);
        assertThat(api.post(halls, admin, "{\"name\":\"Hall 2\",\"layout\":{\"columns\":4}}").status()).isEqualTo(400);
        assertThat(api.post(halls, admin, auditorium("Hall 1", "A1")).body())
                .containsEntry("type", "/problems/name-taken");
        assertThat(api.post("/theaters/999999/auditoriums", admin, auditorium("Hall", "A1")).status()).isEqualTo(404);
    }

    @Test
    void showingsOfAnAuditoriumDoNotOverlap() {
        long first = add("/showtimes", showing(TOMORROW));

        Answer over = api.post("/showtimes", admin, showing(TOMORROW.plus(1, ChronoUnit.HOURS)));
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.body()).containsEntry("type", "/problems/showings-overlap");
        long after = add("/showtimes", showing(TOMORROW.plus(115, ChronoUnit.MINUTES)));
        Instant early = TOMORROW.plus(114, ChronoUnit.MINUTES);
        assertThat(api.send("PUT", "/showtimes/" + after, admin, showing(early)).status()).isEqualTo(409);

        api.post("/showtimes/" + first + "/cancel", admin, null);
        add("/showtimes", showing(TOMORROW));
    }

    @Test
    void ofManyShowingsAtOnceOneGetsTheAuditorium() {
        List<Answer> answers = Crowd.atOnce(24, n ->
                api.post("/showtimes", admin, showing(TOMORROW.plus(5 * n, ChronoUnit.MINUTES))));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSizeBetween(1, 2);
        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
    }

    @Test
    void aShowingLiesInTheMoviesWindowByTheTheatersClock() {
        Instant lateInChicago = Instant.parse("2027-03-02T04:00:00Z"); // still the first of March there
        long limited = add("/movies", with(movie(), Map.of("available_until", "2027-03-01")));

        long showing = add("/showtimes", with(showing(lateInChicago), Map.of("movie_id", limited)));
        Answer refused = api.post("/showtimes", admin, with(
                showing(lateInChicago.plus(1, ChronoUnit.DAYS)), Map.of("movie_id", limited)));

        assertThat(refused.body()).containsEntry("type", "/problems/outside-window");
        assertThat(api.send("PUT", "/movies/" + limited, admin, with(movie(), Map.of("available_until", "2027-02-28")))
                        .body())
                .containsEntry("status", 409).extractingByKey("detail").asString().contains("[" + showing + "]");
    }

    @Test
    void pricesTimesAndReferencesAreChecked() {
        assertThat(fields(api.post("/showtimes", admin, with(
                        showing(TOMORROW), Map.of("prices", Map.of("premium", 1))))))
                .containsExactly("prices.standard");
        assertThat(fields(api.post("/showtimes", admin, with(
                        showing(TOMORROW), Map.of("prices", Map.of("standard", -1, "throne", 5))))))
                .containsExactlyInAnyOrder("prices.standard", "prices");
        assertThat(fields(api.post("/showtimes", admin, showing(Instant.now().minusSeconds(5)))))
                .containsExactly("starts_at");
        assertThat(fields(api.post("/showtimes", admin, with(
                        showing(TOMORROW), Map.of("ends_at", TOMORROW.plusSeconds(60).toString())))))
                .containsExactly("ends_at");
        assertThat(fields(api.post("/showtimes", admin, with(showing(TOMORROW), Map.of("movie_id", 999_999)))))
                .containsExactly("movie_id");
        assertThat(fields(api.post("/showtimes", admin, with(showing(TOMORROW), Map.of("auditorium_id", 999_999)))))
                .containsExactly("auditorium_id");
        assertThat(api.post("/showtimes", admin, "{\"starts_at\":\"soon\"}").status()).isEqualTo(400);
        assertThat(api.send("PUT", "/showtimes/999999", admin, showing(TOMORROW)).status()).isEqualTo(404);
    }

    @Test
    void theLayoutStaysWhileSeatsAreHeldOrSold() {
        long showing = add("/showtimes", showing(TOMORROW));
        String hall = "/theaters/" + theater + "/auditoriums/" + auditorium;
        String customer = api.guest();
        String hold = api.hold(customer, showing, "A3");

        assertThat(api.send("PUT", hall, admin, auditorium("Hall 1", "A1")).body())
                .containsEntry("type", "/problems/layout-in-use");
        assertThat(api.send("PUT", hall, admin, auditorium("Grand Hall", "A1", "A2", "A3")).status()).isEqualTo(200);
        assertThat(api.send("PUT", "/showtimes/" + showing, admin, showing(TOMORROW.plusSeconds(600))).status())
                .isEqualTo(409);

        api.send("DELETE", "/holds/" + hold, customer, null);
        assertThat(api.send("PUT", hall, admin, layout("Hall 1", row("A", seat("A1", 1, "premium")))).body())
                .containsEntry("type", "/problems/price-missing");
        assertThat(api.send("PUT", hall, admin, auditorium("Hall 1", "A1", "B7")).status()).isEqualTo(200);
        assertThat(api.post("/showtimes/" + showing + "/holds", customer, Map.of("seats", List.of("A3"))).status())
                .isEqualTo(400);
        api.hold(customer, showing, "B7");
    }

    @Test
    void holdsRaceAChangeOfTheLayout() {
        List<Long> showings = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            showings.add(add("/showtimes", showing(TOMORROW.plus(2 * n, ChronoUnit.HOURS))));
        }
        String hall = "/theaters/" + theater + "/auditoriums/" + auditorium;

        List<Integer> statuses = Crowd.atOnce(24, n -> n % 6 == 0
                ? api.send("PUT", hall, admin, n % 12 == 0 ? auditorium("Hall 1", "A1") : auditorium("Hall 1", "B1"))
                        .status()
                : api.post("/showtimes/" + showings.get(n % 4) + "/holds", api.guest(),
                        Map.of("seats", List.of(n % 2 == 0 ? "A1" : "A3"))).status());

        assertThat(statuses).allMatch(status -> List.of(200, 201, 400, 409).contains(status));
        long homeless = api.database().withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM seat_claim c JOIN showtime s ON s.id = c.showtime_id
                        JOIN auditorium a ON a.id = s.auditorium_id
                        WHERE NOT jsonb_path_exists(a.layout, '$.rows[*].seats[*] ? (@.name == $seat)',
                                                    jsonb_build_object('seat', c.seat))""")
                .mapTo(Long.class)
                .one());
        assertThat(homeless).as("claims of seats that the layout has not").isZero();
    }

    @Test
    void newPricesAreForThoseWhoComeLater() {
        long showing = add("/showtimes", showing(TOMORROW));
        String early = api.guest();
        String booking = api.book(early, api.hold(early, showing, "A1", "A2"), "tok_ok").text("id");

        assertThat(api.send("PUT", "/showtimes/" + showing, admin, with(
                        showing(TOMORROW), Map.of("prices", Map.of("standard", 5000)))).status())
                .isEqualTo(200);

        String late = api.guest();
        assertThat(api.book(late, api.hold(late, showing, "A3"), "tok_ok").number("total_minor")).isEqualTo(5000);
        assertThat(api.post("/bookings/" + booking + "/cancel", early, Map.of("seats", List.of("A2")))
                        .number("refunded_minor"))
                .isEqualTo(1200);
    }

    @Test
    void whatOthersChangedMeanwhileIsNotOverwritten() {
        String path = "/theaters/" + theater;
        String tag = api.get(path, null).raw().headers().firstValue("etag").orElseThrow();

        Answer first = api.send("PUT", path, admin, theater("America/Denver", "USD"), "If-Match", tag);
        Answer second = api.send("PUT", path, admin, theater("America/Boise", "USD"), "If-Match", tag);

        assertThat(first.status()).as(first.raw().body()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(412);
        assertThat(api.send("DELETE", path, admin, null, "If-Match", tag).status()).isEqualTo(412);
        String fresh = first.raw().headers().firstValue("etag").orElseThrow();
        assertThat(api.get(path, null, "If-None-Match", fresh).status()).isEqualTo(304);
        assertThat(api.send("PUT", path, admin, theater("America/Boise", "USD"), "If-Match", fresh).status())
                .isEqualTo(200);

        List<Answer> crowd = Crowd.atOnce(12, n -> api.send(
                "PUT", "/movies/" + movie, admin, with(movie(), Map.of("title", "Cut " + n)), "If-Match",
                api.get("/movies/" + movie, null).raw().headers().firstValue("etag").orElseThrow()));
        assertThat(crowd).allMatch(answer -> answer.status() == 200 || answer.status() == 412);
    }

    @Test
    void seatsSoldMeanwhileDoNotSpoilAnEditOfTheShowing() {
        long showing = add("/showtimes", showing(TOMORROW));
        String tag = api.get("/showtimes/" + showing, null).raw().headers().firstValue("etag").orElseThrow();
        api.hold(api.guest(), showing, "A1");

        Map<String, Object> dearer = with(showing(TOMORROW), Map.of("prices", Map.of("standard", 1300)));
        assertThat(api.send("PUT", "/showtimes/" + showing, admin, dearer, "If-Match", tag).status()).isEqualTo(200);
        assertThat(api.send("PUT", "/showtimes/" + showing, admin, showing(TOMORROW), "If-Match", tag).status())
                .isEqualTo(412);
    }

    @Test
    void whatIsReferredToStays() {
        long showing = add("/showtimes", showing(TOMORROW));
        long another = add("/showtimes", showing(TOMORROW.plus(5, ChronoUnit.HOURS)));
        api.hold(api.guest(), showing, "A1");
        String hall = "/theaters/" + theater + "/auditoriums/" + auditorium;

        for (String path : List.of("/movies/" + movie, "/theaters/" + theater, hall, "/showtimes/" + showing)) {
            Answer refused = api.send("DELETE", path, admin, null);
            assertThat(refused.body()).as(path).containsEntry("type", "/problems/in-use");
        }
        assertThat(api.send("PUT", "/theaters/" + theater, admin, theater("America/Chicago", "EUR")).status())
                .isEqualTo(409);
        assertThat(api.send("DELETE", "/showtimes/" + another, admin, null).status()).isEqualTo(204);
        assertThat(api.send("DELETE", "/showtimes/" + another, admin, null).status()).isEqualTo(404);

        long empty = add("/theaters", theater("UTC", "EUR"));
        assertThat(api.send("DELETE", "/theaters/" + empty, admin, null).status()).isEqualTo(204);
        assertThat(api.send("DELETE", "/movies/" + add("/movies", movie()), admin, null).status()).isEqualTo(204);
    }

    @Test
    void aRepeatedPostAddsOnce() {
        Answer first = api.post("/movies", admin, movie(), "Idempotency-Key", "movie-1");
        Answer again = api.post("/movies", admin, movie(), "Idempotency-Key", "movie-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
    }

    private static long add(String path, Object body) {
        Answer answer = api.post(path, admin, body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.number("id");
    }

    @SuppressWarnings("unchecked")
    private static List<String> fields(Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        List<Map<String, String>> errors = (List<Map<String, String>>) answer.body().get("errors");
        return errors.stream().map(error -> error.get("field")).toList();
    }

    private static Map<String, Object> with(Map<String, Object> body, Map<String, ?> changes) {
        Map<String, Object> changed = new HashMap<>(body);
        changed.putAll(changes);
        return changed;
    }

    private static Map<String, Object> movie() {
        return Map.of(
                "title", "A Long Night", "synopsis", "It is long.", "runtime_minutes", 100, "rating", "PG",
                "genres", List.of("Drama", "War", "Drama"), "actors", List.of("Ann Lee", "Bob Ray"));
    }

    private static Map<String, Object> theater(String zone, String currency) {
        return Map.of(
                "name", "Rex", "location", "Springfield", "region", "Midwest", "time_zone", zone, "currency", currency);
    }

    private Map<String, Object> showing(Instant startsAt) {
        return Map.of(
                "movie_id", movie, "auditorium_id", auditorium, "starts_at", startsAt.toString(),
                "prices", Map.of("standard", 1200));
    }

    private static String auditorium(String name, String... seats) {
        List<String> placed = new ArrayList<>();
        for (String seat : seats) {
            placed.add(seat(seat, placed.size() + 1, "standard"));
        }
        return layout(name, row("A", placed.toArray(String[]::new)));
    }

    private static String layout(String name, String rows) {
        return "{\"name\":\"" + name + "\",\"layout\":{\"rows\":[" + rows + "],\"columns\":8,\"aisles\":[5]}}";
    }

    private static String row(String name, String... seats) {
        return "{\"name\":\"" + name + "\",\"seats\":[" + String.join(",", seats) + "]}";
    }

    private static String seat(String name, int column, String category) {
        return "{\"name\":\"" + name + "\",\"column\":" + column + ",\"category\":\"" + category + "\"}";
    }
}
