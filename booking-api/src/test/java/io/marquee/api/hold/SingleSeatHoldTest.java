package io.marquee.api.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SingleSeatHoldTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private long theater;
    private long showtime;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void newShowing() {
        theater = catalog.theater("Some Theater", "America/Chicago");
        showtime = catalog.showtime(catalog.movie("Some Movie"), catalog.auditorium(theater, 6, 10), 24);
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @Test
    void aHoldThatWouldLeaveASingleSeatIsRefusedAndNamesIt() {
        Answer refused = hold(api.guest(), "A2", "A3");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .containsEntry("type", "/problems/single-seat-left")
                .containsEntry("stranded", List.of("A1"))
                .doesNotContainKey("unavailable");
        assertThat(refused.text("detail")).contains("A1");
        assertThat(api.get("/showtimes/" + showtime, null).number("seats_available")).isEqualTo(60);
        assertThat(hold(api.guest(), "A1", "A2").status()).isEqualTo(201);
    }

    @Test
    void seatsOfOthersAreTheFirstReason() {
        api.hold(api.guest(), showtime, "A3", "A4");

        assertThat(hold(api.guest(), "A2", "A3").body()).containsEntry("unavailable", List.of("A3"));
    }

    @Test
    void whoComesAloneSitsWhereThereIsASeat() {
        api.hold(api.guest(), showtime, "A2");
        api.hold(api.guest(), showtime, "A4");
        api.hold(api.guest(), showtime, "A7");
    }

    @Test
    void withoutAnotherChoiceASingleSeatMayStay() {
        api.hold(api.guest(), showtime, "A4", "A5", "A6", "A7", "A8", "A9", "A10");

        assertThat(hold(api.guest(), "A1", "A2").status()).isEqualTo(201);
        assertThat(hold(api.guest(), "F1", "F2", "F3").status()).as("accessible seats").isEqualTo(201);
        assertThat(hold(api.guest(), "F5", "F6").status()).isEqualTo(409);
    }

    @Test
    void anExpiredHoldIsNoNeighbour() {
        api.hold(api.guest(), showtime, "A1", "A2");
        assertThat(hold(api.guest(), "A4", "A5").body()).containsEntry("stranded", List.of("A3"));
        api.database().useTransaction(handle -> {
            handle.execute("UPDATE hold SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
            handle.execute("UPDATE seat_claim SET expires_at = now() - interval '1 s' WHERE showtime_id = ?", showtime);
        });

        assertThat(hold(api.guest(), "A4", "A5").status()).isEqualTo(201);
    }

    @Test
    void aTheaterSetsItsOwnRule() {
        Map<String, Object> theaters = Map.of(
                "name", "Some Theater", "location", "Springfield", "region", "Midwest", "time_zone", "America/Chicago",
                "currency", "USD");
        assertThat(api.get("/theaters/" + theater, null).body()).containsEntry("single_seat_rule", "parties");

        set(theaters, "off");
        assertThat(hold(api.guest(), "A2", "A3").status()).isEqualTo(201);
        set(theaters, "everyone");
        assertThat(hold(api.guest(), "B2").body()).containsEntry("stranded", List.of("B1"));
        assertThat(hold(api.guest(), "B1").status()).isEqualTo(201);

        String admin = api.token("account:admin", Roles.ADMIN);
        Answer kept = api.send("PUT", "/theaters/" + theater, admin, theaters);
        assertThat(kept.body()).as("left out, it stays").containsEntry("single_seat_rule", "everyone");
        Answer wrong = api.send("PUT", "/theaters/" + theater, admin, with(theaters, "sometimes"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().get("errors")).asString().contains("single_seat_rule", "off, parties or everyone");
    }

    @Test
    void twoBuyersTogetherNeverLeaveASingleSeat() {
        // Each of the two choices is good while the other is not there; together they leave the seat between them.
        List<List<String>> wishes = List.of(List.of("1", "2"), List.of("4", "5"));
        for (String row : List.of("A", "B", "C", "D", "E")) {
            List<Answer> answers = Crowd.atOnce(2, n -> hold(
                    api.guest(), wishes.get(n).stream().map(seat -> row + seat).toArray(String[]::new)));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
            assertThat(answers).filteredOn(answer -> answer.status() == 409).allSatisfy(answer ->
                    assertThat(answer.body()).containsEntry("stranded", List.of(row + "3")));
        }
    }

    private static Map<String, Object> with(Map<String, Object> theater, String rule) {
        Map<String, Object> changed = new HashMap<>(theater);
        changed.put("single_seat_rule", rule);
        return changed;
    }

    private void set(Map<String, Object> wish, String rule) {
        Answer changed = api.send(
                "PUT", "/theaters/" + theater, api.token("account:admin", Roles.ADMIN), with(wish, rule));
        assertThat(changed.status()).as(changed.raw().body()).isEqualTo(200);
        assertThat(changed.body()).containsEntry("single_seat_rule", rule);
    }

    private Answer hold(String token, String... seats) {
        return api.post("/showtimes/" + showtime + "/holds", token, Map.of("seats", List.of(seats)));
    }
}
