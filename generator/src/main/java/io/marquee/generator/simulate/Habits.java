package io.marquee.generator.simulate;

/**
 * How customers behave, as probabilities from 0 to 1, and how long they think.
 *
 * @param rush goes for one of the few showings that everybody wants
 * @param abandon holds seats and walks away, so that the hold runs out
 * @param release holds seats and gives them back
 * @param decline pays with a card that is declined first
 * @param retry pays again after that
 * @param cancel cancels what was booked
 * @param thinkMillis mean time between two steps, milliseconds
 */
record Habits(
        double rush,
        double abandon,
        double release,
        double decline,
        double retry,
        double cancel,
        long thinkMillis) {

    static final Habits USUAL = new Habits(0.10, 0.12, 0.06, 0.10, 0.80, 0.08, 2_000);

    /** The same people, more or fewer of whom go for what everybody wants. */
    Habits withRush(double share) {
        return new Habits(share, abandon, release, decline, retry, cancel, thinkMillis);
    }
}
