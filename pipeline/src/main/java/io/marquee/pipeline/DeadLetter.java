package io.marquee.pipeline;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * A record that was refused, and why.
 *
 * @param record the record as it came
 * @param reason a fixed word: those of {@link io.marquee.events.InvalidEventException.Reason} and the constants here
 * @param detail the same for people
 */
public record DeadLetter(KafkaRecord record, String reason, String detail) {

    /** The sequence lies so far behind its source's newest that duplicates can no longer be told. */
    public static final String BEHIND_WINDOW = "behind-window";

    /** The event's business day ended longer ago than totals are kept. */
    public static final String TOO_LATE = "too-late";

    /** The event claims to have happened more than a day after it was written to Kafka. */
    public static final String FROM_FUTURE = "from-future";

    /** An earlier job refused it, whose dead letter says why. */
    public static final String REFUSED_BEFORE = "refused-before";

    /** Where operators put what they refuse. */
    public static final OutputTag<DeadLetter> TAG =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));
}
