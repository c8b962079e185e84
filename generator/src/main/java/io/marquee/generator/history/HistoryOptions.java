package io.marquee.generator.history;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;

/**
 * What a history is made of. The same options give the same catalogue and the same events.
 *
 * @param seed which of all histories
 * @param theaters how many theaters, at least 1
 * @param movies how many movies, at least 1
 * @param sales how many sales and refunds, at least 0
 * @param from first day, in each theater's own time
 * @param to last day
 */
public record HistoryOptions(long seed, int theaters, int movies, long sales, LocalDate from, LocalDate to) {

    /** Grows when the same options give other events than before, so that these never pass for those. */
    private static final int EDITION = 1;

    /** The usual size: a year of a large chain. */
    public static final HistoryOptions DEFAULT = new HistoryOptions(
            2024, 1_000, 20_000, 3_600_000, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31));

    /** How many days it covers. */
    int days() {
        return (int) (to.toEpochDay() - from.toEpochDay()) + 1;
    }

    /** Sixty-four bits that name these options among all others. */
    long fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((EDITION + " " + this)
                    .getBytes(StandardCharsets.UTF_8));
            return new BigInteger(digest).longValue();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }

    /** The first part of the sources of its events. */
    String sender() {
        return "seed:%016x".formatted(fingerprint());
    }
}
