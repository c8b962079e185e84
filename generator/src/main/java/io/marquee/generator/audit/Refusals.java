package io.marquee.generator.audit;

import io.marquee.events.SalesEvent;
import io.marquee.generator.audit.Differences.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Judges valid events that were refused: did each deserve the reason that its dead letter gives. When the job looked,
 * and how far its clock had come then, is in no topic; so these are bounds on both, and an event is only held against
 * the job when no order of reading and no idle partition could have made it right:
 *
 * <ul>
 *   <li>{@code too-late}: the clock of the stream is never ahead of the newest event, and so no day may be over that
 *       ended less than the retention before that;
 *   <li>{@code from-future}: the job goes by when the event was written, or by its clock where that is behind;
 *   <li>{@code behind-window}: a window's worth of numbers of the same source came before;
 *   <li>no event at all: it must have been sent again, and count now;
 *   <li>any other word: there is no such reason.
 * </ul>
 */
final class Refusals {

    private static final String CHECK = "refused sales deserved it";
    private static final Set<String> INVALID = Set.of(
            "not-json", "unknown-type", "missing-field", "invalid-value");
    private static final String BEHIND_WINDOW = "behind-window";
    private static final String TOO_LATE = "too-late";
    private static final String FROM_FUTURE = "from-future";
    private static final long WINDOW = 1_024;
    private static final Duration AHEAD = Duration.ofHours(24);
    // Clocks of machines differ, and a dead letter waits while Kafka is away. An event's time is wrong by more.
    private static final Duration TOLERANCE = Duration.ofHours(1);

    private final String topic;
    private final Ledger ledger;
    private final Duration retention;
    private final Clock clock;
    private final Differences found = new Differences();
    private final List<Mistaken> mistaken = new ArrayList<>();
    private final List<Within> within = new ArrayList<>();
    // By the end of the day, so that millions of them take the room of some hundred days.
    private final NavigableMap<Instant, Late> late = new TreeMap<>();
    private Instant newest = Instant.EPOCH;
    private long count;

    /** An event that was refused as behind a window that had not come so far; in another partition it may have. */
    private record Within(long position, long sequence, String source, LongSupplier highest) {}

    /** A valid event that was refused as none. */
    private record Mistaken(long position, String reason, String origin, long sequence) {}

    /** Tells of a theater's source and a sequence whether that event counts now. */
    interface Counted {
        boolean has(String origin, long sequence);
    }

    private static final class Late {
        private final long firstPosition;
        private long count;

        private Late(long firstPosition) {
            this.firstPosition = firstPosition;
        }
    }

    /**
     * @param topic the name of the sales topic
     * @param retention how long after its end a day still takes events
     * @param clock tells which events cannot have been taken yet
     */
    Refusals(String topic, Ledger ledger, Duration retention, Clock clock) {
        this.topic = topic;
        this.ledger = ledger;
        this.retention = retention;
        this.clock = clock;
    }

    /** Takes note of a valid event, whether or not it counts. */
    void met(SalesEvent event) {
        Instant at = event.occurredAt();
        // One from the future moved no clock.
        if (at.isAfter(newest) && !at.isAfter(clock.instant().plus(AHEAD).plus(TOLERANCE))) {
            newest = at;
        }
    }

    /**
     * Takes note of a valid event that was refused.
     *
     * @param writtenAt when it was, or its dead letter where that was before
     * @param highest the highest sequence of its source that was met until it is asked
     */
    void refused(long position, SalesEvent event, String reason, Instant writtenAt, LongSupplier highest) {
        Check check = found.check(CHECK);
        check.compared();
        count++;
        if (!reason.equals(FROM_FUTURE) && !INVALID.contains(reason)) {
            met(event); // the clock goes by those, too
        }
        String where = Position.text(topic, position);
        if (INVALID.contains(reason)) {
            mistaken.add(new Mistaken(position, reason, SalesJournal.origin(event), event.sequence()));
        } else if (reason.equals(TOO_LATE)) {
            late.computeIfAbsent(ledger.endOfDay(event), end -> new Late(position)).count++;
        } else if (reason.equals(FROM_FUTURE)) {
            if (!event.occurredAt().isAfter(writtenAt.plus(AHEAD).minus(TOLERANCE))) {
                check.differs(where + " is refused as from the future, but was of " + event.occurredAt()
                        + ", and was written at " + writtenAt);
            }
        } else if (!reason.equals(BEHIND_WINDOW)) {
            check.differs(where + " is a valid event, refused as '" + reason + "', which is no reason");
        } else if (highest.getAsLong() - event.sequence() < WINDOW) {
            within.add(new Within(position, event.sequence(), event.source(), highest));
        }
    }

    /** How many were refused. */
    long count() {
        return count;
    }

    /**
     * What was refused without cause, as far as was read.
     *
     * @param counted the events that count now
     */
    void report(Differences differences, Counted counted) {
        found.checks().forEach(check -> differences.check(check.name()).takeOver(check));
        Check check = differences.check(CHECK);
        for (Mistaken refused : mistaken) {
            if (!counted.has(refused.origin, refused.sequence)) {
                check.differs(Position.text(topic, refused.position) + " is a valid event, refused as "
                        + refused.reason + ": send it again with ./marquee dead-letters resend");
            }
        }
        for (Within refused : within) {
            if (refused.highest.getAsLong() - refused.sequence < WINDOW) {
                check.differs(Position.text(topic, refused.position) + " is refused as behind the window, but sequence "
                        + refused.sequence + " of " + refused.source + " is not");
            }
        }
        if (late.isEmpty()) {
            return;
        }
        Instant over = newest.minus(retention);
        late.tailMap(over, false).forEach((end, refused) -> {
            check.differs(Position.text(topic, refused.firstPosition) + " is refused as too late, but its day ended "
                    + end + ", and the newest event is of " + newest
                    + (refused.count > 1 ? "; so are " + (refused.count - 1) + " others of days with that end" : ""));
            check.differsBesides(refused.count - 1);
        });
    }
}
