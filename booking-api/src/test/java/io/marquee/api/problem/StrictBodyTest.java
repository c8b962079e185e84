package io.marquee.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that nearly say something. */
class StrictBodyTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private static String admin;
    private static long showtime;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
        admin = api.token("admin", Roles.ADMIN);
        showtime = catalog.showing(4, 6);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.99", "1e1", "true", "[5]", "\"1200\"", "{}", "92233720368547758070"})
    void aPriceIsAWholeNumberOrRefused(String price) {
        long movie = catalog.movie("Some Movie");
        long hall = catalog.auditorium(catalog.theater("Some Theater", "America/Chicago"), 2, 3);
        Answer answer = send("POST", "/showtimes", admin, """
                {"movie_id":%d,"auditorium_id":%d,"starts_at":"2030-01-01T20:00:00Z","prices":{"standard":%s}}"""
                .formatted(movie, hall, price));
        assertThat(answer.status()).as(price).isEqualTo(400);
        assertThat(answer.raw().body()).contains("prices").contains("whole number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/movies|{\"title\":5,\"runtime_minutes\":90}|title",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90.9}|runtime_minutes",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":4294967386}|runtime_minutes",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"genres\":[5]}|genres[0]",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"genres\":[\"Drama\",[\"Drama\"]]}|genres[1]",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"actors\":[null]}|actors[0]",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"actors\":\"Someone\"}|actors",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"release_date\":20260101}|release_date",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"release_date\":\"20260101\"}|release_date",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"available_from\":true}|available_from",
        "/movies|{\"title\":\"A\",\"runtime_minutes\":90,\"actors\":[\"B\",\" \"]}|actors[1]",
        "/showtimes|{\"movie_id\":1,\"auditorium_id\":1,\"starts_at\":5,\"prices\":{\"standard\":1}}|starts_at",
        "/showtimes|{\"movie_id\":1,\"auditorium_id\":1,\"starts_at\":\"5\",\"prices\":{\"standard\":1}}|starts_at",
        "/showtimes|{\"movie_id\":1,\"auditorium_id\":1,\"prices\":{\"standard\":true}}|prices.standard",
        "/showtimes|{\"movie_id\":1,\"auditorium_id\":1,\"prices\":5}|prices"})
    void whatIsOfAnotherTypeIsNamed(String path, String body, String field) {
        Answer answer = send("POST", path, admin, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + field + "\"").doesNotContain("Exception", "token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"rows\":[],\"columns\":null}|layout.columns",
        "{\"rows\":[]}|layout.columns",
        "{\"columns\":4,\"rows\":5}|layout.rows",
        "{\"columns\":4,\"rows\":[null]}|layout.rows[0]",
        "{\"columns\":4,\"rows\":[],\"aisles\":5}|layout.aisles",
        "{\"columns\":4,\"rows\":[],\"aisles\":[1,\"2\"]}|layout.aisles[1]",
        "{\"columns\":4,\"rows\":[{\"name\":\"A\",\"seats\":[{\"name\":\"A1\",\"category\":\"standard\"}]}]}"
                + "|layout.rows[0].seats[0].column",
        "{\"columns\":4,\"rows\":[{\"name\":\"A\",\"seats\":[{\"name\":\"A1\",\"column\":null}]}]}"
                + "|layout.rows[0].seats[0].column"})
    void aLayoutThatLacksSomethingIsToldWhat(String layout, String field) {
        long theater = catalog.theater("Some Theater", "America/Chicago");
        Answer answer = send("POST", "/theaters/" + theater + "/auditoriums", admin,
                "{\"name\":\"Hall\",\"layout\":" + layout + "}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + field + "\"").doesNotContain("because", "Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"hold_id\":\"x\"}|hold_id", "{\"hold_id\":{}}|hold_id", "[]|body", "5|body", "null|body",
        "{\"hold_id\":|body", "{\"payment\":5}|payment"})
    void noProblemTellsOfTheParser(String body, String field) {
        Answer answer = send("POST", "/bookings", api.guest(), body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + field)
                .doesNotContain("Exception", "token", "Error", "java", "deserializ", "[type");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"best_available\":1.7}", "{\"best_available\":true}", "{\"best_available\":1} x", "{\"best_available\":1}{}",
        "{\"best_available\":1}]", "{\"seats\":[1]}", "{\"seats\":[true]}",
        "{\"seats\":[null]}", "{\"seats\":[[\"A1\"]]}", "{\"best_available\":1", "{'best_available':1}"})
    void nothingIsHeldByIt(String body) {
        assertThat(send("POST", "/showtimes/" + showtime + "/holds", api.guest(), body).status()).isEqualTo(400);
        assertThat(count("SELECT count(*) FROM hold")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "fffffffffffff\r\n{}", "2\r\n{}\r\nzz\r\n"})
    void brokenChunksAreRefusedAndEndTheConnection(String chunks) throws IOException {
        String answer = raw("POST /auth/guest HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Transfer-Encoding").contains("\"body\"");
        assertThat(answer).containsIgnoringCase("connection: close");
    }

    @Test
    void bodiesWithSpaceAroundThemAreGood() {
        assertThat(send("POST", "/auth/guest", null, " \r\n{} \n").status()).isEqualTo(200);
    }

    private static Answer send(String method, String path, String token, String body) {
        return api.send(method, path, token, body, "Content-Type", "application/json");
    }

    private static long count(String sql) {
        return api.database().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static String raw(String request) throws IOException {
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
