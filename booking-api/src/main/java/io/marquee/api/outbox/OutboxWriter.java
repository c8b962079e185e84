package io.marquee.api.outbox;

import io.marquee.api.http.RequestIds;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts events into the outbox, in the transaction of what they tell. */
@Singleton
public class OutboxWriter {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxWriter.class);

    /**
     * Writes events that become visible, and go to Kafka, when the transaction commits. Afterwards the caller wakes the
     * relay by {@link OutboxSignal#committed()}.
     *
     * @param handle the open transaction
     * @param theaterId the theater that all of them belong to
     * @param showtimeId the showing that all of them belong to; null where it is not known
     */
    public void write(Handle handle, long theaterId, Long showtimeId, List<? extends Event> events) {
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO outbox (
                    topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload, request_id)
                VALUES (:topic, :key, :event_id, :type, :theater, :showtime, :occurred, :payload, :request)""");
        String request = RequestIds.current();
        for (Event event : events) {
            LOG.debug("Event {} {} of showing {} goes into the outbox", event.typeName(), event.eventId(), showtimeId);
            batch.bind("topic", event.topic())
                    .bind("key", event.key())
                    .bind("event_id", event.eventId())
                    .bind("type", event.typeName())
                    .bind("theater", theaterId)
                    .bind("showtime", showtimeId)
                    .bind("occurred", event.occurredAt().atOffset(ZoneOffset.UTC))
                    .bind("payload", new String(EventJson.write(event), StandardCharsets.UTF_8))
                    .bind("request", request)
                    .add();
        }
        batch.execute();
    }
}
