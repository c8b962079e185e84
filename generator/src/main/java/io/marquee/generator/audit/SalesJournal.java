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

    /** Instead of the position of a counted event, when that one turned out to be refused; no position is as large. */
    private static final long REFUSED = Long.MAX_VALUE;

    private final String topic;
    private final Ledger ledger;
    private final EventLog log;
    private final FingerprintTable counted;
    private final Fingerprint fingerprint = new Fingerprint();
    // Broken records without a letter so far, and all letters; of neither the bytes.
    private final Map<Long, Imprint> invalid = new HashMap<>();
    private final Map<Long, Letter> letters = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final Refusals refusals;
    private final Map<String, Long> letterCounts = new TreeMap<>();
    private final Set<String> refusedIds = new HashSet<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Differences found = new Differences();
    private long records;
    private long duplicates;
    private long invalidCount;
    private long letterRecords;

    private record Letter(String reason, boolean isCut, Imprint value, long writtenAt) {}

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
    }

    /** Takes a record of the sales topic. */
    void sale(ConsumerRecord<byte[], byte[]> record) {
        records++;
        long position = Position.of(record.partition(), record.offset());
        Letter letter = letters.get(position);
        Optional<SalesEvent> valid = read(record.value());
        if (valid.isEmpty()) {
            invalidCount++;
            Imprint bytes = imprint(record.value());
            if (letter == null) {
                invalid.put(position, bytes);
            } else {
                compareBytes(position, bytes, letter);
            }
            return;
        }
        SalesEvent event = valid.get();
        boolean idIsNew = log.saw(topic, event);
        if (letter != null) {
            refusedThoughValid(position, event, letter);
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
        Check check = found.check("dead letters are in order");
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
        if (!from.equals(topic)) {
            letterCounts.merge(from + ": " + reason, 1L, Long::sum);
            return;
        }
        Letter letter = new Letter(
                reasons.computeIfAbsent(reason, word -> word),
                header(record, Topics.DeadLetterHeaders.DETAIL).startsWith(Topics.DeadLetterHeaders.CUT),
                imprint(record.value()),
                record.timestamp());
        if (letters.putIfAbsent(position, letter) != null) {
            return; // published again after a restart
        }
        letterCounts.merge(reason, 1L, Long::sum);
        Imprint original = invalid.remove(position);
        if (original != null) {
            compareBytes(position, original, letter);
            return;
        }
        // One that is broken was met above, or its record is still to come.
        read(record.value()).ifPresent(event -> {
            fingerprint.of(origin(event), Long.toString(event.sequence()));
            if (counted.get(fingerprint.high(), fingerprint.low()) == position) {
                counted.replace(fingerprint.high(), fingerprint.low(), REFUSED);
                refusedThoughValid(position, event, letter);
                ledger.remove(event);
            }
        });
    }

    private void refusedThoughValid(long position, SalesEvent event, Letter letter) {
        refusedIds.add(event.eventId());
        refusals.refused(
                position, event, letter.reason, Instant.ofEpochMilli(letter.writtenAt),
                highest.getOrDefault(origin(event), event.sequence()));
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

    private void compareBytes(long position, Imprint original, Letter letter) {
        if (letter.isCut ? !letter.value.begins(original) : !letter.value.equals(original)) {
            found.check("dead letters are in order")
                    .differs("the dead letter of " + Position.text(topic, position) + " has other bytes");
        }
    }

    private Imprint imprint(byte[] bytes) {
        return Imprint.of(bytes == null ? new byte[0] : bytes, fingerprint);
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
        Check lost = differences.check("broken sales are in dead-letters");
        lost.compared(invalidCount);
        invalid.keySet().forEach(position ->
                lost.differs(Position.text(topic, position) + " is no event, and is not in dead-letters"));
    }

    long records() {
        return records;
    }

    long duplicates() {
        return duplicates;
    }

    long invalid() {
        return invalidCount;
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
