package io.marquee.generator.audit;

import io.marquee.generator.audit.Differences.Check;
import java.util.HashMap;
import java.util.Map;

/**
 * Records of a topic that are no events of it, and the dead letters of that topic, of neither the bytes. Each of the
 * records must have a letter that holds it; which is read first does not matter.
 */
final class BrokenRecords {

    private final String topic;
    private final Differences found;
    private final Map<Long, Imprint> withoutLetter = new HashMap<>();
    private final Map<Long, Letter> letters = new HashMap<>();
    private long count;

    /** @param found where it is told that a letter holds other bytes than its record */
    BrokenRecords(String topic, Differences found) {
        this.topic = topic;
        this.found = found;
    }

    /** Takes a broken record. */
    void met(long position, Imprint bytes) {
        count++;
        Letter letter = letters.get(position);
        if (letter == null) {
            withoutLetter.put(position, bytes);
        } else {
            compare(position, bytes, letter);
        }
    }

    /** Takes a dead letter; false when its record has one already, which a restart publishes again. */
    boolean refused(long position, Letter letter) {
        if (letters.putIfAbsent(position, letter) != null) {
            return false;
        }
        Imprint original = withoutLetter.remove(position);
        if (original != null) {
            compare(position, original, letter);
        }
        return true;
    }

    private void compare(long position, Imprint original, Letter letter) {
        if (!letter.holds(original)) {
            found.check(SalesJournal.LETTERS)
                    .differs("the dead letter of " + Position.text(topic, position) + " has other bytes");
        }
    }

    /** The dead letter of a record; null when there is none so far. */
    Letter letterOf(long position) {
        return letters.get(position);
    }

    /** How many were met. */
    long count() {
        return count;
    }

    /** Tells which have no letter, as far as was read. */
    void report(Check lost) {
        lost.compared(count);
        withoutLetter.keySet().forEach(position ->
                lost.differs(Position.text(topic, position) + " is no event, and is not in dead-letters"));
    }
}
