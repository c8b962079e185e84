package io.marquee.generator.audit;

import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.marquee.generator.audit.Differences.Check;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Every event that is in Kafka, by topic and id, and whether those of a showing came in the order of its versions. The
 * relay sends an event once or more, so only the first time that one comes counts. What is no event of its topic must
 * be among the dead letters.
 */
final class EventLog {

    private static final String SHOWING = "showtime:";

    private final Fingerprint fingerprint = new Fingerprint();
    private final FingerprintTable ids;
    private final FingerprintTable versions = FingerprintTable.set(10_000);
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<Long, Long> versionCounts = new HashMap<>();
    private final Map<String, BrokenRecords> broken = new TreeMap<>();
    private final Differences found = new Differences();

    /** @param expected how many events may come */
    EventLog(long expected) {
        ids = FingerprintTable.set(expected);
    }

    /** Takes a record of a topic of seats or bookings. */
    void seatEvent(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = EventJson.read(record.value());
            if (!event.topic().equals(record.topic())) {
                takeBroken(record);
                return;
            }
            saw(record.topic(), event);
            if (event.source().startsWith(SHOWING)) {
                fingerprint.of(event.source(), Long.toString(event.sequence()));
                if (versions.add(fingerprint.high(), fingerprint.low())) {
                    versionCounts.merge(Long.valueOf(event.key()), 1L, Long::sum);
                }
            }
        } catch (InvalidEventException invalid) {
            takeBroken(record);
        }
    }

    private void takeBroken(ConsumerRecord<byte[], byte[]> record) {
        broken(record.topic()).met(
                Position.of(record.partition(), record.offset()), Imprint.of(record.value(), fingerprint));
    }

    private BrokenRecords broken(String topic) {
        return broken.computeIfAbsent(topic, name -> new BrokenRecords(name, found));
    }

    /** Takes a dead letter of a topic of seats or bookings; false when its record has one already. */
    boolean refused(String topic, long position, Letter letter) {
        return broken(topic).refused(position, letter);
    }

    /** Takes note of an event; true when its id is new in the topic. */
    boolean saw(String topic, Event event) {
        fingerprint.of(topic, event.eventId());
        boolean isNew = ids.add(fingerprint.high(), fingerprint.low());
        if (isNew && event.source().startsWith(SHOWING)) {
            Check order = found.check("events of a showing come in version order");
            order.compared();
            Long before = newest.put(topic + " " + origin(event), event.sequence());
            if (before != null && before > event.sequence()) {
                order.differs(topic + ": version " + event.sequence() + " of " + event.source() + " comes after "
                        + before);
            }
        }
        return isNew;
    }

    private static String origin(Event event) {
        return event instanceof SalesEvent sale ? SalesJournal.origin(sale) : event.source();
    }

    /** Whether an event of that id is in the topic. */
    boolean has(String topic, String eventId) {
        fingerprint.of(topic, eventId);
        return ids.get(fingerprint.high(), fingerprint.low()) != FingerprintTable.NONE;
    }

    /** How many versions of a showing have an event about seats. */
    long versionsOf(long showtime) {
        return versionCounts.getOrDefault(showtime, 0L);
    }

    /** What is wrong with the events, as far as was read. */
    void report(Differences differences) {
        found.checks().forEach(check -> differences.check(check.name()).takeOver(check));
        Check lost = differences.check("broken seat and booking events are in dead-letters");
        broken.values().forEach(records -> records.report(lost));
    }
}
