package io.marquee.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/** Finds showings of the demo catalogue that no other test uses. */
final class Programme {

    private static final Set<Long> USED = new HashSet<>();

    private Programme() {}

    /**
     * A showing that can be booked.
     *
     * @param date the day that its sales count for, if sold now
     */
    record Showing(
            long id, long movie, String title, long theater, String theaterName, LocalDate date, String currency) {}

    /** A large one of the coming days, in a theater with this currency whose day does not end while the test runs. */
    static Showing next(Customer customer, String currency) throws Exception {
        return next(customer, currency, -1);
    }

    /** Likewise, in another theater than this one. */
    static Showing next(Customer customer, String currency, long otherThan) throws Exception {
        for (JsonNode theater : customer.get("/theaters?limit=200").path("items")) {
            ZoneId zone = ZoneId.of(theater.path("time_zone").asText());
            long id = theater.path("id").asLong();
            if (id == otherThan || !theater.path("currency").asText().equals(currency)
                    || LocalTime.now(zone).isAfter(LocalTime.of(23, 30))) {
                continue;
            }
            LocalDate today = LocalDate.now(zone);
            JsonNode showings = customer.get("/showtimes?limit=200&theater_id=" + id + "&date=" + today.plusDays(2))
                    .path("items");
            for (JsonNode showing : showings) {
                Instant start = Instant.parse(showing.path("starts_at").asText());
                if (showing.path("seats_total").asInt() > 150 && start.isAfter(Instant.now().plus(1, ChronoUnit.HOURS))
                        && USED.add(showing.path("id").asLong())) {
                    return new Showing(
                            showing.path("id").asLong(), showing.path("movie_id").asLong(),
                            showing.path("movie_title").asText(), id, theater.path("name").asText(), today, currency);
                }
            }
        }
        throw new AssertionError("the demo catalogue has no showing in " + currency + " to book");
    }
}
