package io.marquee.pipeline;

import io.marquee.events.EventJson;
import io.marquee.events.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tells of refused records: counts them by reason ({@code deadLetters.reason.<word>.count}), and names each in the log
 * with its event and request, so that either can be followed to here. A producer that sends nothing else must not fill
 * the disk: of those of one second the log names the first few, and says how many more there were with the next one.
 */
public final class Rejections {

    /** How many records of a second the log names. */
    static final int LINES_PER_SECOND = 20;

    /** The name under which a line of the log has the id of its event. */
    static final String EVENT_ID = "event_id";

    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

    private final MetricGroup group;
    private final Map<String, Counter> byReason = new HashMap<>();
    private long second = Long.MIN_VALUE;
    private int lines;
    private long untold;

    /** @param operator the group of the operator that refuses records */
    public Rejections(MetricGroup operator) {
        this.group = operator.addGroup("deadLetters");
    }

    /**
     * A record that the operator refuses.
     *
     * @param reason a fixed word, as in {@link DeadLetter}
     * @param detail the same for people
     * @param now the operator's processing time, in milliseconds since 1970
     * @return what the operator has to send to {@link DeadLetter#TAG}
     */
    public DeadLetter refuse(KafkaRecord record, String reason, String detail, long now) {
        byReason.computeIfAbsent(reason, word -> group.addGroup("reason", word).counter("count")).inc();
        if (mayTell(now)) {
            tell(record, reason, detail);
        } else {
            untold++;
        }
        return new DeadLetter(record, reason, detail);
    }

    private boolean mayTell(long now) {
        if (now / 1_000 != second) {
            second = now / 1_000;
            lines = 0;
        }
        return lines++ < LINES_PER_SECOND;
    }

    private void tell(KafkaRecord record, String reason, String detail) {
        String event = EventJson.eventId(record.value());
        try (MDC.MDCCloseable first = name(EVENT_ID, event);
                MDC.MDCCloseable second = name(Topics.REQUEST_ID, record.requestId())) {
            LOG.warn("Refused {}-{}@{}, event {} of request {}: {}: {}", record.topic(), record.partition(),
                    record.offset(), event, record.requestId(), reason, detail);
            if (untold > 0) {
                LOG.warn("{} more were refused before, and are in the topic of dead letters alone", untold);
                untold = 0;
            }
        }
    }

    private static MDC.MDCCloseable name(String name, String value) {
        return value == null ? null : MDC.putCloseable(name, value); // try passes over null
    }
}
