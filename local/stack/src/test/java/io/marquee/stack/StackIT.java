package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.marquee.stack.flink.FlinkRest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it: {@code marquee up}, a booking over HTTP, the seat on a WebSocket, the money, and all again. */
class StackIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private record Showing(long id, long theater, LocalDate today, String currency) {}

    @Test
    void sellsSeatsAndGoesOnAfterARestart() throws Exception {
        Path data = temporary.resolve("data");
        Showing showing;
        JsonNode first;
        Customer customer;
        String migrated;
        List<String> seats;

        try (RunningStack stack = RunningStack.start(data)) {
            String api = stack.endpoint("api");
            customer = Customer.guest(api);
            showing = anyShowing(customer);
            seats = freeSeats(customer, showing);
            first = bookWhileWatching(customer, api, showing, seats.subList(0, 2));
            awaitRevenue(customer, showing, first.path("total_minor").asLong(), 2);
            refusesASecondRun(data);
            migrated = schemaHistory(stack);

            stack.stop();
            assertThat(stack.exitCode()).as(stack.output()).isZero();
        }
        assertThat(data.resolve("run/endpoints.properties")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secrets/jwt"))))
                .isEqualTo("rw-------");

        try (RunningStack stack = RunningStack.start(data)) {
            String api = stack.endpoint("api");
            Customer again = customer.at(api);

            assertThat(again.get("/bookings/" + first.path("id").asText())
                            .path("status").asText())
                    .isEqualTo("confirmed");
            assertThat(schemaHistory(stack)).isEqualTo(migrated);
            assertJobsWereRestored(stack);
            JsonNode second = bookWhileWatching(again, api, showing, seats.subList(2, 4));
            awaitRevenue(again, showing,
                    first.path("total_minor").asLong() + second.path("total_minor").asLong(), 4);
        }
    }

    private static JsonNode bookWhileWatching(Customer customer, String api, Showing showing, List<String> seats)
            throws Exception {
        try (SeatWatcher watcher = SeatWatcher.open(api, showing.id())) {
            await().atMost(SOON).until(watcher::hasSnapshot);
            JsonNode hold = customer.hold(showing.id(), seats);
            await().atMost(SOON).untilAsserted(() ->
                    assertThat(seats).allSatisfy(seat -> assertThat(watcher.state(seat)).isEqualTo("held")));
            JsonNode booking = customer.pay(hold.path("hold_id").asText());
            assertThat(booking.path("status").asText()).isEqualTo("confirmed");
            await().atMost(SOON).untilAsserted(() ->
                    assertThat(seats).allSatisfy(seat -> assertThat(watcher.state(seat)).isEqualTo("booked")));
            return booking;
        }
    }

    private static void awaitRevenue(Customer customer, Showing showing, long revenue, int tickets) {
        await().atMost(SOON).ignoreException(AssertionError.class).untilAsserted(() -> {
            JsonNode top = customer.get("/top-theater/" + showing.today() + "?currency=" + showing.currency());
            assertThat(top.path("theater").path("id").asLong()).isEqualTo(showing.theater());
            assertThat(top.path("revenue_minor").asLong()).isEqualTo(revenue);
            assertThat(top.path("tickets").asInt()).isEqualTo(tickets);
        });
    }

    private void refusesASecondRun(Path data) throws Exception {
        Path output = temporary.resolve("second.log");
        Process second = RunningStack.up(data, output);

        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(second.exitValue()).isNotZero();
        assertThat(Files.readAllLines(output)).singleElement().asString().contains("already runs");
    }

    private static void assertJobsWereRestored(RunningStack stack) throws Exception {
        String flink = stack.endpoint("flink");
        List<FlinkRest.Job> jobs = new FlinkRest(URI.create(flink)).jobs();
        assertThat(jobs).extracting(FlinkRest.Job::name).containsExactlyInAnyOrder("box-office", "seat-map");
        assertThat(jobs).extracting(FlinkRest.Job::state).containsOnly("RUNNING");
        Customer reader = Customer.guest(stack.endpoint("api")).at(flink);
        for (FlinkRest.Job job : jobs) {
            JsonNode restored = reader.get("/jobs/" + job.id() + "/checkpoints").path("latest").path("restored");
            assertThat(restored.path("is_savepoint").asBoolean()).as(job.name() + " from " + restored).isTrue();
        }
    }

    private static String schemaHistory(RunningStack stack) throws Exception {
        try (Connection connection = DriverManager.getConnection(stack.endpoint("postgres"), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT string_agg(version || ' at ' || installed_on, ',' ORDER BY installed_rank) "
                                + "FROM flyway_schema_history")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** One of the day after tomorrow, in a theater whose day does not end while this test runs. */
    private static Showing anyShowing(Customer customer) throws Exception {
        for (JsonNode theater : customer.get("/theaters?limit=200").path("items")) {
            ZoneId zone = ZoneId.of(theater.path("time_zone").asText());
            long id = theater.path("id").asLong();
            LocalDate today = LocalDate.now(zone);
            String query = "?theater_id=" + id + "&date=" + today.plusDays(2);
            JsonNode showings = customer.get("/showtimes" + query).path("items");
            if (LocalTime.now(zone).isBefore(LocalTime.of(23, 30)) && !showings.isEmpty()) {
                return new Showing(showings.path(0).path("id").asLong(), id, today, theater.path("currency").asText());
            }
        }
        throw new AssertionError("the demo catalogue has no showing to book");
    }

    private static List<String> freeSeats(Customer customer, Showing showing) throws Exception {
        JsonNode map = customer.get("/showtimes/" + showing.id() + "/seats");
        List<String> seats = new ArrayList<>();
        map.path("seats").properties().forEach(seat -> {
            if (seat.getValue().path("state").asText().equals("available")) {
                seats.add(seat.getKey());
            }
        });
        assertThat(seats).hasSizeGreaterThan(4);
        return seats;
    }
}
