package io.marquee.generator.simulate;

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
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** All tills together: sale events straight to Kafka at a steady rate, with acknowledgement by all replicas. */
final class Tills implements Runnable {

    private final String bootstrapServers;
    private final Settings settings;
    private final Faults faults;
    private final SplittableRandom random;
    private final Figures figures;
    private final List<Till> tills = new ArrayList<>();

    /**
     * How tills sell.
     *
     * @param perSecond mean rate of all together, above 0
     * @param rhythm how many times that it is now
     * @param perTheater tills of each theater
     * @param firstTill number of the first till of each theater; two runs at once need tills of their own
     * @param refunds how many of their events take tickets back, 0 to 1
     * @param faults what goes wrong on the way to Kafka
     */
    record Settings(
            double perSecond, DoubleSupplier rhythm, int perTheater, int firstTill, double refunds,
            Faults.Shares faults) {}

    Tills(
            String bootstrapServers,
            Listing listing,
            Settings settings,
            SplittableRandom random,
            Figures figures) {
        this.bootstrapServers = bootstrapServers;
        this.settings = settings;
        this.faults = new Faults(settings.faults, random.split(), figures);
        this.random = random;
        this.figures = figures;
        long firstSequence = Till.sequenceOf(Instant.now());
        Map<Theater, List<Showing>> showings =
                listing.today().stream().collect(Collectors.groupingBy(Showing::theater));
        for (Theater theater : listing.theaters()) {
            List<Showing> sold = showings.getOrDefault(theater, List.of()).stream()
                    .filter(showing -> !showing.prices().isEmpty())
                    .toList();
            for (int n = 0; n < settings.perTheater && !sold.isEmpty(); n++) {
                tills.add(new Till(
                        theater, settings.firstTill + n, firstSequence, sold, settings.refunds, random.split()));
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
        Map<String, Object> producerSettings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG, "marquee-tills",
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerSettings)) {
            Pace pace = new Pace(settings.perSecond, settings.rhythm, random.split());
            try {
                while (true) {
                    long due = pace.next();
                    Till till = tills.get(random.nextInt(tills.size()));
                    SalesEvent rung = till.ring(Instant.now().truncatedTo(ChronoUnit.MILLIS));
                    for (Faults.Sending sending : faults.of(rung, due)) {
                        send(producer, sending);
                    }
                }
            } catch (InterruptedException | InterruptException stop) {
                figures.count(Figures.Count.LATE, pace.overdue());
                Thread.interrupted(); // the flush below must not be cut short
            }
            for (Faults.Sending sending : faults.heldBack()) {
                send(producer, sending);
            }
            producer.flush();
        } catch (KafkaException broken) {
            figures.error("tills: " + broken);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, Faults.Sending sending) {
        SalesEvent event = sending.event();
        producer.send(
                new ProducerRecord<>(
                        event.topic(), event.key().getBytes(StandardCharsets.UTF_8), sending.bytes()),
                (metadata, failure) -> {
                    if (failure == null) {
                        sending.arrived(figures, System.nanoTime());
                    } else {
                        figures.error("till event " + event.eventId() + ": " + failure);
                    }
                });
    }
}
