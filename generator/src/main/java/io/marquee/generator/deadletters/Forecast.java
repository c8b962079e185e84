package io.marquee.generator.deadletters;

import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells of a record whether the jobs of this version would refuse it again. Pure. */
final class Forecast {

    private static final Duration FARTHEST_AHEAD = Duration.ofHours(24);

    private Forecast() {}

    /**
     * Why a record would be refused again; empty when nothing speaks against it.
     *
     * @param now the time at which it would be sent
     */
    static Optional<String> refusal(DeadLetter letter, Instant now) {
        if (letter.isCut()) {
            return Optional.of("only its beginning is here, the whole record lies at " + letter.from());
        }
        Event event;
        try {
            event = EventJson.read(letter.value() == null ? new byte[0] : letter.value());
        } catch (InvalidEventException invalid) {
            return Optional.of(invalid.reason().word() + " as before: " + invalid.getMessage());
        }
        if (!event.topic().equals(letter.from().topic())) {
            return Optional.of("it is a valid event, but of topic " + event.topic());
        }
        return switch (letter.reason()) {
            case "behind-window" -> Optional.of("its source has gone on by more than 1,024 numbers, so the job cannot "
                    + "tell whether it was counted; whoever sent it can send it under a new number");
            case "too-late" -> Optional.of("its day ended longer ago than the job keeps totals, and those that it "
                    + "let go of do not come back, with a longer --bucket.retention-d neither");
            case "from-future" -> event.occurredAt().isAfter(now.plus(FARTHEST_AHEAD))
                    ? Optional.of("occurred_at is still more than a day ahead")
                    : Optional.empty();
            default -> Optional.empty();
        };
    }
}
