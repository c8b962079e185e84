package io.marquee.api.event;

import io.marquee.events.SalesEvent;
import java.util.List;
import java.util.TreeSet;

/**
 * A sale or refund as it was posted, made whole.
 *
 * @param event what goes to Kafka
 * @param seats the seats that it sells or gives back, in order; empty when it names none
 * @param place how its fields are called in problems: empty, or {@code [2].} in a list
 */
record PostedEvent(SalesEvent event, List<String> seats, String place) {

    /** The same with another event. */
    PostedEvent with(SalesEvent other) {
        return new PostedEvent(other, seats, place);
    }

    /** What it says, without its name, place and time: two copies of an event say the same. */
    String content() {
        return String.join(
                " ", event.typeName(), "theater " + event.theaterId(), "movie " + event.movieId(),
                "showtime " + event.showtimeId(), "tickets " + event.tickets(), event.amountMinor() + " "
                + event.currency(), "seats " + String.join(",", new TreeSet<>(seats)));
    }
}
