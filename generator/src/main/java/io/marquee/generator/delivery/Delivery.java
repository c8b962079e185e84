package io.marquee.generator.delivery;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.generator.delivery.DeliveryLog.Mark;
import io.marquee.generator.endpoint.UnreachableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends a long, repeatable row of events to Kafka, each once, however often it is begun, stopped or killed. Events are
 * numbered along the row. A partition takes them in this order, so it always holds all of the sender's events up to a
 * number: when the sender begins again it looks up that number in the topic itself, from where the last written mark
 * stands, and leaves out what is there. Nothing comes twice, so nothing falls behind the pipeline's sequence windows.
 *
 * <p>One thread sends.
 */
public final class Delivery implements AutoCloseable {

    private static final long MARK_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final SalesTopic topic;
    private final DeliveryLog log;
    private final long[] there;
    private final AtomicReferenceArray<Mark> acknowledged;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Map<Long, Route> routes = new HashMap<>();
    private long lastMark = System.nanoTime();
    private long sent;

    private record Route(byte[] key, int partition) {}

    /**
     * Looks up what is in the topic already, and prepares to send the rest.
     *
     * @param connection to PostgreSQL, committing by itself; not closed here
     * @param sender names this row of events among all others; sources are {@code sender:<theater>}
     * @throws UnreachableException when the same is being sent right now, or Kafka does not answer
     */
    public Delivery(SalesTopic topic, Connection connection, String sender, PrintWriter out) throws SQLException {
        this.topic = topic;
        log = new DeliveryLog(connection, sender, topic.id());
        if (!log.claim()) {
            throw new UnreachableException("'" + sender + "' is being sent by another process just now", null);
        }
        Map<Integer, Mark> marks = marks(sender, out);
        there = new long[topic.partitionCount()];
        acknowledged = new AtomicReferenceArray<>(topic.partitionCount());
        marks.forEach((partition, mark) -> {
            there[partition] = mark.sequence();
            acknowledged.set(partition, mark);
        });
        producer = new KafkaProducer<>(Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrapServers()),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "marquee-delivery"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 20),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 48L << 20),
                // A batch that is given up would leave a gap: rather wait for a broker that is away.
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) Duration.ofHours(1).toMillis()),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, Duration.ofMinutes(2).toMillis()),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class)));
    }

    private Map<Integer, Mark> marks(String sender, PrintWriter out) throws SQLException {
        Map<Integer, Mark> marks = new TreeMap<>(log.read());
        Map<TopicPartition, Long> ends = topic.ends();
        boolean first = marks.isEmpty();
        ends.forEach((partition, end) -> marks.putIfAbsent(partition.partition(), new Mark(-1, end)));
        if (marks.size() != topic.partitionCount() || !first && log.read().size() != topic.partitionCount()) {
            throw new UnreachableException("topic " + topic.name() + " has " + topic.partitionCount()
                    + " partitions, and another number when '" + sender + "' was begun: theaters have moved to other "
                    + "partitions, so nobody can tell what is missing", null);
        }
        if (!first) {
            long toRead = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                toRead += end.getValue() - marks.get(end.getKey().partition()).offset();
            }
            try (Progress bar = Progress.of(out, "looking what Kafka has", "records", toRead)) {
                marks.replaceAll((partition, mark) -> topic.lookFor(sender, partition, mark, bar));
            }
        }
        log.write(marks);
        return marks;
    }

    /** Whether Kafka has the event of that number already; the theater says in which partition it would be. */
    public boolean has(long theaterId, long sequence) {
        return sequence <= there[route(theaterId).partition];
    }

    /**
     * Sends an event; waits while Kafka is slower.
     *
     * @throws UnreachableException when Kafka refuses or stays away
     */
    public void send(SalesEvent event) throws SQLException {
        throwFailure();
        Route route = route(event.theaterId());
        long sequence = event.sequence();
        try {
            producer.send(
                    new ProducerRecord<>(topic.name(), route.partition, route.key, EventJson.write(event)),
                    (metadata, problem) -> {
                        if (problem == null) {
                            acknowledged.set(route.partition, new Mark(sequence, metadata.offset() + 1));
                        } else if (failure.compareAndSet(null, problem)) {
                            producer.close(Duration.ZERO); // nothing may come behind the gap
                        }
                    });
        } catch (InterruptException interrupted) {
            throw interrupted;
        } catch (KafkaException | IllegalStateException refused) {
            failure.compareAndSet(null, refused);
            throwFailure();
        }
        sent++;
        if ((sent & 0xFFF) == 0 && System.nanoTime() - lastMark > MARK_EVERY) {
            mark();
        }
    }

    /** Waits until Kafka has everything, and writes that down. */
    public void flush() throws SQLException {
        producer.flush();
        throwFailure();
        mark();
    }

    /** How many events this run has sent. */
    public long sent() {
        return sent;
    }

    private void mark() throws SQLException {
        Map<Integer, Mark> marks = new TreeMap<>();
        for (int partition = 0; partition < acknowledged.length(); partition++) {
            marks.put(partition, acknowledged.get(partition));
        }
        log.write(marks);
        lastMark = System.nanoTime();
    }

    private Route route(long theaterId) {
        Route route = routes.get(theaterId);
        if (route == null) {
            byte[] key = Long.toString(theaterId).getBytes(StandardCharsets.UTF_8);
            route = new Route(key, topic.partitionOf(theaterId));
            routes.put(theaterId, route);
        }
        return route;
    }

    private void throwFailure() {
        Exception problem = failure.get();
        if (problem != null) {
            throw new UnreachableException("Kafka at " + topic.bootstrapServers() + " took no more events ("
                    + problem.getMessage() + "): run this again to go on", problem);
        }
    }

    /** What was not acknowledged yet is dropped; the next run finds out what Kafka took. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
