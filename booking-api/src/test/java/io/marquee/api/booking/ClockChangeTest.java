package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Showings of the nights in which clocks change, and shortly after midnight. */
class ClockChangeTest {

    private static final Map<String, Long> PRICES = Map.of("standard", 1_200L, "accessible", 1_000L);

    private static TestApi api;
    private static TestCatalog catalog;

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "marquee.booking.cancel-cutoff", "2h"));
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void invariantsHold() {
        Invariants.check(api.database());
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2027-11-07T04:30:00Z, 2027-11-07T00:30:00-04:00",
        "America/New_York, 2027-11-07T05:30:00Z, 2027-11-07T01:30:00-04:00",
        "America/New_York, 2027-11-07T06:30:00Z, 2027-11-07T01:30:00-05:00",
        "America/New_York, 2027-11-08T04:30:00Z, 2027-11-07T23:30:00-05:00", // the day has 25 hours
        "America/New_York, 2027-11-08T05:30:00Z, 2027-11-08T00:30:00-05:00",
        "America/New_York, 2027-03-14T05:30:00Z, 2027-03-14T00:30:00-05:00",
        "America/New_York, 2027-03-14T07:00:00Z, 2027-03-14T03:00:00-04:00",
        "America/New_York, 2027-03-15T03:30:00Z, 2027-03-14T23:30:00-04:00", // and this 23
        "Europe/London, 2027-10-30T23:30:00Z, 2027-10-31T00:30:00+01:00",
        "Europe/London, 2027-10-31T00:30:00Z, 2027-10-31T01:30:00+01:00",
        "Europe/London, 2027-10-31T01:30:00Z, 2027-10-31T01:30:00+00:00",
        "Europe/London, 2027-03-28T00:30:00Z, 2027-03-28T00:30:00+00:00",
        "Europe/London, 2027-03-28T01:30:00Z, 2027-03-28T02:30:00+01:00",
        "Europe/London, 2027-06-30T23:30:00Z, 2027-07-01T00:30:00+01:00",
        "Australia/Lord_Howe, 2027-04-03T13:30:00Z, 2027-04-04T00:30:00+11:00",
        "Australia/Lord_Howe, 2027-04-03T14:45:00Z, 2027-04-04T01:45:00+11:00", // half an hour comes twice
        "Australia/Lord_Howe, 2027-04-03T15:15:00Z, 2027-04-04T01:45:00+10:30",
        "Australia/Lord_Howe, 2027-10-02T14:00:00Z, 2027-10-03T00:30:00+10:30",
        "Australia/Lord_Howe, 2027-10-02T15:30:00Z, 2027-10-03T02:30:00+11:00", // and half an hour never
    })
    void aShowingKeepsItsDayItsHourAndItsPrice(String zone, Instant start, String local) {
        LocalDate day = LocalDate.parse(local.substring(0, 10));
        long theater = catalog.theater("Some Theater", zone);
        long showtime = showing(theater, start);
        String customer = api.guest();

        assertThat(api.get("/showtimes/" + showtime, null).body())
                .containsEntry("starts_at", start.toString())
                .containsEntry("local_start", local)
                .containsEntry("time_zone", zone)
                .containsEntry("currency", "USD");
        assertThat(on(theater, day)).containsExactly(showtime);
        assertThat(on(theater, day.minusDays(1))).isEmpty();
        assertThat(on(theater, day.plusDays(1))).isEmpty();

        Answer booked = api.book(customer, api.hold(customer, showtime, "A1", "A2"), "tok_ok");
        assertThat(booked.body())
                .containsEntry("total_minor", 2400)
                .containsEntry("local_start", local)
                .containsEntry("time_zone", zone);
        assertThat(zonesOfSales(showtime)).containsExactly(zone);
        String ticket = api.get("/bookings/" + booked.text("id") + "/ticket.ics", customer).raw().body();
        String clock = local.substring(0, 19).replace("-", "").replace(":", "");
        String instant = start.toString().replace("-", "").replace(":", "");
        assertThat(ticket).containsPattern("DTSTART(;TZID=" + zone + ":" + clock + "|:" + instant + ")");

        Answer cancelled = api.post("/bookings/" + booked.text("id") + "/cancel", customer, null);
        assertThat(cancelled.body()).containsEntry("refunded_minor", 2400);
        assertThat(zonesOfSales(showtime)).containsExactly(zone, zone);
    }

    @Test
    void theTwoHalvesOfARepeatedHourAreTwoShowings() {
        long theater = catalog.theater("Some Theater", "America/New_York");
        long first = showing(theater, Instant.parse("2028-11-05T05:30:00Z"));
        long second = showing(theater, Instant.parse("2028-11-05T06:30:00Z"));

        assertThat(on(theater, LocalDate.of(2028, 11, 5))).containsExactly(first, second);
    }

    /** The cut-off is two hours of real time, whatever clocks on walls do meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Europe/London", "Australia/Lord_Howe"})
    void theCutOffIsCountedInRealTime(String zone) {
        long hall = catalog.auditorium(catalog.theater("Some Theater", zone), 2, 10);
        String customer = api.guest();
        long early = catalog.showtime(catalog.movie("Some Movie"), hall, 2 + 1 / 60.0);
        long late = catalog.showtime(
                catalog.movie("Some Movie"),
                catalog.auditorium(catalog.theater("Another Theater", zone), 2, 10), 2 - 1 / 60.0);

        assertThat(cancel(customer, early).status()).isEqualTo(200);
        Answer refused = cancel(customer, late);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).containsEntry("type", "/problems/too-late");
    }

    @Test
    void theMoviesWindowIsByTheTheatersDayToo() {
        long theater = catalog.theater("Some Theater", "Australia/Lord_Howe");
        long movie = catalog.movie("Some Movie");
        api.database().useHandle(handle -> handle.execute(
                "UPDATE movie SET available_from = '2027-10-03', available_until = '2027-10-03' WHERE id = ?", movie));

        assertThat(add(movie, theater, "2027-10-02T13:00:00Z").status()).as("23:30 the day before").isEqualTo(409);
        assertThat(add(movie, theater, "2027-10-02T14:00:00Z").status()).as("00:30").isEqualTo(201);
        assertThat(add(movie, theater, "2027-10-03T12:45:00Z").status()).as("23:45, eleven hours off").isEqualTo(201);
        assertThat(add(movie, theater, "2027-10-03T13:15:00Z").status()).as("00:15 the day after").isEqualTo(409);
    }

    private static Answer cancel(String customer, long showtime) {
        Answer booked = api.book(customer, api.hold(customer, showtime, "A1"), "tok_ok");
        return api.post("/bookings/" + booked.text("id") + "/cancel", customer, null);
    }

    private static long showing(long theater, Instant start) {
        Answer added = add(catalog.movie("Some Movie"), theater, start.toString());
        assertThat(added.status()).as(added.raw().body()).isEqualTo(201);
        return added.number("id");
    }

    private static Answer add(long movie, long theater, String start) {
        return api.post("/showtimes", api.token("account:admin", Roles.ADMIN), Map.of(
                "movie_id", movie, "auditorium_id", catalog.auditorium(theater, 2, 10), "starts_at", start,
                "prices", PRICES));
    }

    private static List<Long> on(long theater, LocalDate day) {
        return api.get("/showtimes?theater_id=" + theater + "&date=" + day, null).items().stream()
                .map(item -> ((Number) item.get("id")).longValue())
                .toList();
    }

    private static List<String> zonesOfSales(long showtime) {
        return api.database().withHandle(handle -> handle.select("""
                        SELECT payload::jsonb ->> 'time_zone' FROM outbox WHERE showtime_id = ? AND topic = 'sales'
                        ORDER BY xid, id""", showtime)
                .mapTo(String.class)
                .list());
    }
}
