package io.marquee.generator.simulate;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.generator.simulate.Listing.Showing;
import io.marquee.generator.simulate.Listing.Theater;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** All tills together: sale events straight to Kafka at a steady rate, with acknowledgement by all replicas. */
final class Tills implements Runnable {

    private static final int PER_THEATER = 3;

    private final String bootstrapServers;
    private final double perSecond;
    private final SplittableRandom random;
    private final Figures figures;
    private final List<Till> tills = new ArrayList<>();

    /** @param firstTill number of the first till of each theater; two runs at once need tills of their own */
    Tills(
            String bootstrapServers,
            Listing listing,
            int firstTill,
            double perSecond,
            SplittableRandom random,
            Figures figures) {
        this.bootstrapServers = bootstrapServers;
        this.perSecond = perSecond;
        this.random = random;
        this.figures = figures;
        long firstSequence = Till.sequenceOf(Instant.now());
        Map<Theater, List<Showing>> showings =
                listing.today().stream().collect(Collectors.groupingBy(Showing::theater));
        for (Theater theater : listing.theaters()) {
            List<Showing> sold = showings.getOrDefault(theater, List.of()).stream()
                    .filter(showing -> !showing.prices().isEmpty())
                    .toList();
            for (int number = firstTill; number < firstTill + PER_THEATER && !sold.isEmpty(); number++) {
                tills.add(new Till(theater, number, firstSequence, sold, random.split()));
            }
        }
    }

    /** Whether there is anything to sell. */
    boolean canSell() {
        return !tills.isEmpty();
    }

    /** Goes on until the thread is interrupted, then waits until Kafka has everything. */
    @Override
    public void run() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG, "marquee-tills",
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            Pace pace = new Pace(perSecond, random.split());
            try {
                while (true) {
                    long due = pace.next();
                    Till till = tills.get(random.nextInt(tills.size()));
                    send(producer, till.ring(Instant.now().truncatedTo(ChronoUnit.MILLIS)), due);
                }
            } catch (InterruptedException | InterruptException stop) {
                Thread.interrupted(); // the flush below must not be cut short
            }
            producer.flush();
        } catch (KafkaException broken) {
            figures.error("tills: " + broken);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, SalesEvent event, long due) {
        producer.send(
                new ProducerRecord<>(
                        event.topic(), event.key().getBytes(StandardCharsets.UTF_8), EventJson.write(event)),
                (metadata, failure) -> {
                    if (failure == null) {
                        figures.tillSale(event.type() == SalesEvent.Type.REFUND, System.nanoTime() - due);
                    } else {
                        figures.error("till event " + event.eventId() + ": " + failure);
                    }
                });
    }
}
