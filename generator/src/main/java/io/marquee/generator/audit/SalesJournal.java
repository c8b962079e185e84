package io.marquee.generator.audit;

import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.generator.audit.Differences.Check;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads the sales and what was refused of them, and keeps the ledger of those that count: each valid event once, but
 * for those that the pipeline set aside as dead letters. Two records are one event when source and sequence are the
 * same.
 */
final class SalesJournal {

    /** The check of dead letters, whatever topic they are of. */
    static final String LETTERS = "dead letters are in order";

    /** Instead of the position of a counted event, when that one turned out to be refused; no position is as large. */
    private static final long REFUSED = Long.MAX_VALUE;

    private final String topic;
    private final Ledger ledger;
    private final EventLog log;
    private final FingerprintTable counted;
    private final Fingerprint fingerprint = new Fingerprint();
    private final Map<String, String> reasons = new HashMap<>();
    private final Refusals refusals;
    private final Map<String, Long> letterCounts = new TreeMap<>();
    private final Set<String> refusedIds = new HashSet<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Differences found = new Differences();
    private final BrokenRecords broken;
    private long records;
    private long duplicates;
    private long letterRecords;

    /**
     * @param topic the name of the sales topic
     * @param expected how many records may come
     */
    SalesJournal(String topic, Ledger ledger, EventLog log, Refusals refusals, long expected) {
        this.topic = topic;
        this.ledger = ledger;
        this.log = log;
        this.refusals = refusals;
        this.counted = FingerprintTable.map(expected);
        this.broken = new BrokenRecords(topic, found);
    }

    /** Takes a record of the sales topic. */
    void sale(ConsumerRecord<byte[], byte[]> record) {
        records++;
        long position = Position.of(record.partition(), record.offset());
        Optional<SalesEvent> valid = read(record.value());
        if (valid.isEmpty()) {
            broken.met(position, Imprint.of(record.value(), fingerprint));
            return;
        }
        Letter letter = broken.letterOf(position);
        SalesEvent event = valid.get();
        boolean idIsNew = log.saw(topic, event);
        if (letter != null) {
            refusedThoughValid(position, event, letter, Math.min(record.timestamp(), letter.writtenAt()));
            return;
        }
        highest.merge(origin(event), event.sequence(), Math::max);
        refusals.met(event);
        fingerprint.of(origin(event), Long.toString(event.sequence()));
        long before = counted.putIfAbsent(fingerprint.high(), fingerprint.low(), position);
        if (before == REFUSED) {
            counted.replace(fingerprint.high(), fingerprint.low(), position); // sent again
        }
        if (before == FingerprintTable.NONE || before == REFUSED) {
            ledger.add(event);
            if (!idIsNew && !refusedIds.contains(event.eventId())) {
                names().differs("event " + event.eventId() + " comes under two sequences, again as "
                        + event.source() + " " + event.sequence());
            }
        } else {
            duplicates++;
            if (idIsNew) {
                names().differs("sequence " + event.sequence() + " of " + event.source()
                        + " names two events, the second is " + event.eventId());
            }
        }
        names().compared();
    }

    private Check names() {
        return found.check("events are named once");
    }

    /** Takes a record of the dead letters. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        letterRecords++;
        Check check = found.check(LETTERS);
        check.compared();
        String from = header(record, Topics.DeadLetterHeaders.TOPIC);
        String reason = header(record, Topics.DeadLetterHeaders.REASON);
        long position;
        try {
            position = Position.of(
                    Integer.parseInt(header(record, Topics.DeadLetterHeaders.PARTITION)),
                    Long.parseLong(header(record, Topics.DeadLetterHeaders.OFFSET)));
        } catch (IllegalArgumentException unreadable) {
            check.differs("dead-letters/" + record.partition() + "@" + record.offset()
                    + " does not say where it came from");
            return;
        }
        Letter letter = new Letter(
                reasons.computeIfAbsent(reason, word -> word),
                header(record, Topics.DeadLetterHeaders.DETAIL).startsWith(Topics.DeadLetterHeaders.CUT),
                Imprint.of(record.value(), fingerprint),
                record.timestamp());
        boolean isOfSales = from.equals(topic);
        if (!(isOfSales ? broken.refused(position, letter) : log.refused(from, position, letter))) {
            return;
        }
        letterCounts.merge(isOfSales ? reason : from + ": " + reason, 1L, Long::sum);
        if (!isOfSales) {
            return;
        }
        read(record.value()).ifPresent(event -> {
            fingerprint.of(origin(event), Long.toString(event.sequence()));
            if (counted.get(fingerprint.high(), fingerprint.low()) == position) {
                counted.replace(fingerprint.high(), fingerprint.low(), REFUSED);
                refusedThoughValid(position, event, letter, letter.writtenAt()); // within this audit, so soon after
                ledger.remove(event);
            }
        });
    }

    private void refusedThoughValid(long position, SalesEvent event, Letter letter, long judgedBy) {
        refusedIds.add(event.eventId());
        refusals.refused(
                position, event, letter.reason(), Instant.ofEpochMilli(judgedBy),
                () -> highest.getOrDefault(origin(event), event.sequence()));
    }

    // A source numbers the events of one theater: the same name at another theater is another source.
    static String origin(SalesEvent event) {
        return event.theaterId() + " " + event.source();
    }

    private boolean counts(String origin, long sequence) {
        fingerprint.of(origin, Long.toString(sequence));
        long position = counted.get(fingerprint.high(), fingerprint.low());
        return position != FingerprintTable.NONE && position != REFUSED;
    }

    // Empty for what is no event: by the codec of the contract, and for a date that was before any sale of tickets.
    private static Optional<SalesEvent> read(byte[] json) {
        try {
            SalesEvent event = EventJson.readSales(json);
            return event.occurredAt().isBefore(Instant.EPOCH) ? Optional.empty() : Optional.of(event);
        } catch (InvalidEventException broken) {
            return Optional.empty();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What is wrong with the records themselves, as far as was read. */
    void report(Differences differences) {
        found.checks().forEach(check -> differences.check(check.name()).takeOver(check));
        refusals.report(differences, this::counts);
        broken.report(differences.check("broken sales are in dead-letters"));
    }

    long records() {
        return records;
    }

    long duplicates() {
        return duplicates;
    }

    long invalid() {
        return broken.count();
    }

    /** Distinct dead letters by reason. */
    Map<String, Long> deadLetters() {
        return letterCounts;
    }

    long deadLetterRecords() {
        return letterRecords;
    }

    /** Valid events that the pipeline refused for their time or their sequence. */
    long setAside() {
        return refusals.count();
    }
}
