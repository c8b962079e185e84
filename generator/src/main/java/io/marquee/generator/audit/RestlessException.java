package io.marquee.generator.audit;

import java.time.Duration;
import java.util.Locale;

/** Events kept coming, and the totals, which always are a moment behind them, never stood still to be compared. */
final class RestlessException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param events how many came within that time */
    RestlessException(long events, Duration within) {
        super(String.format(Locale.ROOT, "%,d events came within %d s and more keep coming, so the totals never stood"
                        + " still to be compared: try again when less is sold, or follow them longer with --limit",
                events, within.toSeconds()));
    }
}
