package io.marquee.pipeline;

import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SeatEvent;
import io.marquee.pipeline.boxoffice.History;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The savepoints that are kept with the tests, and the events that were in the topics when they were taken. */
final class Savepoints {

    /** Of the state's formats and the operators' uids; each keeps its folder, so that upgrades from it stay tested. */
    static final String VERSION = "v1";

    private static final Instant LONG_AGO = Instant.parse("2024-03-15T00:00:00Z");
    private static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

    private Savepoints() {}

    /** Topics and tables as they were; positions in Kafka are part of a savepoint, so topics have the same names. */
    static Stack newStack() {
        return new Stack("savepoints", 5);
    }

    /** Options under which nothing runs out between the savepoint and a test years later. */
    static Map<String, String> options(Path checkpoints) {
        return Map.of("checkpoint.dir", checkpoints.toUri().toString(), "seats.retention-d", "100000");
    }

    /** Sales of ten days in two theaters; the savepoint was taken after every other one. */
    static History history() {
        return History.of(31, 600, 2, LONG_AGO, Duration.ofDays(10));
    }

    /** Sends every other record of the history. */
    static void sendSales(Stack stack, int remainder) {
        List<History.Sent> sent = history().sent();
        try (KafkaProducer<byte[], byte[]> producer = stack.producer()) {
            for (int i = remainder; i < sent.size(); i += 2) {
                producer.send(stack.record("sales", sent.get(i).key(), sent.get(i).value()));
            }
        }
    }

    /** What had happened to seats: A1 booked in version 2, A2 held in 3, A3 free since 4. */
    static void sendSeats(Stack stack) throws ExecutionException, InterruptedException {
        send(stack, hold(SeatEvent.Type.LOCKED, 1, "A1"));
        send(stack, booking(BookingEvent.Type.CONFIRMED, 2, "A1"));
        send(stack, hold(SeatEvent.Type.LOCKED, 3, "A2", "A3"));
        send(stack, hold(SeatEvent.Type.RELEASED, 4, "A3"));
    }

    static SeatEvent hold(SeatEvent.Type type, long version, String... seats) {
        return new SeatEvent(type, "l" + version, "showtime:7", version, LONG_AGO, 7, List.of(seats), "h",
                type == SeatEvent.Type.RELEASED ? null : NEVER);
    }

    static BookingEvent booking(BookingEvent.Type type, long version, String... seats) {
        return new BookingEvent(type, "b" + version, "showtime:7", version, LONG_AGO, 7, "b", List.of(seats));
    }

    static void send(Stack stack, Event event) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = stack.producer()) {
            producer.send(stack.record(event.topic(), event.key(), EventJson.write(event))).get();
        }
    }

    /** The savepoint of a job, as a URI. */
    static String of(String job) throws URISyntaxException {
        return Savepoints.class.getResource("/savepoints/" + VERSION + "/" + job + "/_metadata").toURI()
                .resolve(".").toString();
    }
}
