package io.marquee.generator.simulate;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.generator.simulate.Figures.Count;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What goes wrong between a till and Kafka, so that the pipeline's promises can be tried: records come twice, out of
 * order, days late, or are no events at all. Whatever happens, each valid event arrives at least once, and the totals
 * must come out right. Not safe for threads.
 */
final class Faults {

    /** An event that is held back lets at most this many of all tills pass, far fewer than a sequence window holds. */
    private static final int MOST_OVERTAKING = 200;
    private static final Duration LATEST = Duration.ofDays(3);

    private final Shares shares;
    private final SplittableRandom random;
    private final Figures figures;
    private final List<Held> held = new ArrayList<>();
    private long passed;

    /**
     * How often, 0 to 1 of all events.
     *
     * @param duplicates comes a second time, at once or later
     * @param disorder comes after others that were rung up later
     * @param late is told one hour to three days after it happened, like the sales of a till that was offline
     * @param broken is preceded by a record that is no event
     */
    record Shares(double duplicates, double disorder, double late, double broken) {
        static final Shares NONE = new Shares(0, 0, 0, 0);
    }

    private enum Kind {
        FIRST, AGAIN, BROKEN
    }

    /** A record on its way. */
    static final class Sending {
        private final SalesEvent event;
        private final byte[] bytes;
        private final Kind kind;
        private final long due;

        private Sending(SalesEvent event, byte[] bytes, Kind kind, long due) {
            this.event = event;
            this.bytes = bytes;
            this.kind = kind;
            this.due = due;
        }

        SalesEvent event() {
            return event;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Kafka has it; nanoseconds as of {@link System#nanoTime}. */
        void arrived(Figures figures, long now) {
            switch (kind) {
                case FIRST -> figures.tillSale(event.type() == SalesEvent.Type.REFUND, now - due);
                case AGAIN -> figures.count(Count.TWICE);
                case BROKEN -> figures.count(Count.BROKEN);
            }
        }
    }

    private record Held(Sending sending, long until) {}

    Faults(Shares shares, SplittableRandom random, Figures figures) {
        this.shares = shares;
        this.random = random;
        this.figures = figures;
    }

    /**
     * What goes out instead of an event.
     *
     * @param due when it was due, as of {@link System#nanoTime}
     */
    List<Sending> of(SalesEvent rung, long due) {
        passed++;
        List<Sending> now = new ArrayList<>(2);
        held.removeIf(each -> {
            if (each.until <= passed) {
                now.add(each.sending);
                return true;
            }
            return false;
        });
        SalesEvent event = rung;
        if (random.nextDouble() < shares.late) {
            event = occurredEarlier(rung);
            figures.count(Count.BELATED);
        }
        byte[] bytes = EventJson.write(event);
        if (random.nextDouble() < shares.broken) {
            now.add(new Sending(event, broken(bytes), Kind.BROKEN, due));
        }
        Sending sending = new Sending(event, bytes, Kind.FIRST, due);
        if (random.nextDouble() < shares.disorder) {
            figures.count(Count.DISORDERED);
            hold(sending);
        } else {
            now.add(sending);
        }
        if (random.nextDouble() < shares.duplicates) {
            Sending again = new Sending(event, bytes, Kind.AGAIN, due);
            if (random.nextBoolean()) {
                now.add(again);
            } else {
                hold(again);
            }
        }
        return now;
    }

    /** What is still held back; it goes out at the end. */
    List<Sending> heldBack() {
        List<Sending> rest = held.stream().map(Held::sending).toList();
        held.clear();
        return rest;
    }

    private void hold(Sending sending) {
        held.add(new Held(sending, passed + 1 + random.nextInt(MOST_OVERTAKING)));
    }

    private SalesEvent occurredEarlier(SalesEvent event) {
        long seconds = 3_600 + random.nextLong(LATEST.toSeconds() - 3_600);
        return new SalesEvent(
                event.type(), event.eventId(), event.source(), event.sequence(),
                event.occurredAt().minusSeconds(seconds), event.bookingId(), event.theaterId(), event.timeZone(),
                event.movieId(), event.showtimeId(), event.tickets(), event.amountMinor(), event.currency(),
                event.channel());
    }

    /** The record, so that no reader of the contract takes it. */
    private byte[] broken(byte[] bytes) {
        String json = new String(bytes, StandardCharsets.UTF_8);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, bytes.length / 2);
            case 1 -> new byte[0];
            case 2 -> json.replace("\"theater_id\"", "\"theatre\"").getBytes(StandardCharsets.UTF_8);
            case 3 -> json.replaceFirst("\"tickets\":\\d+", "\"tickets\":0").getBytes(StandardCharsets.UTF_8);
            case 4 -> json.replaceFirst("\"type\":\"\\w+\"", "\"type\":\"gift\"").getBytes(StandardCharsets.UTF_8);
            default -> json.replaceFirst("\"time_zone\":\"[^\"]+\"", "\"time_zone\":\"Mars/Olympus\"")
                    .getBytes(StandardCharsets.UTF_8);
        };
    }
}
