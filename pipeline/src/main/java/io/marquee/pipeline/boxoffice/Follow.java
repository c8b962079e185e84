package io.marquee.pipeline.boxoffice;

import io.marquee.events.EventJson;
import io.marquee.pipeline.KafkaRecord;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of a request's way, at level debug: into which day's total an event went, and from which version of it
 * on the total has it. A row of that day with this version or a higher one counts the event.
 */
final class Follow {

    private static final Logger LOG = LoggerFactory.getLogger(Follow.class);

    private boolean on;

    /** Asks once for many events whether anyone wants to know. */
    void begin() {
        on = LOG.isDebugEnabled();
    }

    void counted(SalesBatch sales, int event, LocalDate day, long version) {
        if (on) {
            KafkaRecord record = sales.record(event);
            LOG.debug("Counted {}-{}@{}, event {} of request {}: theater {}, {}, {}, version {}", record.topic(),
                    record.partition(), record.offset(), EventJson.eventId(record.value()), record.requestId(),
                    sales.theaterId(), day, sales.currency(), version);
        }
    }

    void duplicate(SalesBatch sales, int event) {
        if (on) {
            KafkaRecord record = sales.record(event);
            LOG.debug("Dropped {}-{}@{}, event {} of request {}: a duplicate, {} has numbered it {} before",
                    record.topic(), record.partition(), record.offset(), EventJson.eventId(record.value()),
                    record.requestId(), sales.source(event), sales.sequence(event));
        }
    }
}
