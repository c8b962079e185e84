package io.marquee.pipeline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The sales of a month in the order of time: theaters in ten zones with ten tills and ten movies each, one refund in
 * twenty, and one event in a hundred twice.
 */
final class SalesTopic {

    static final String NAME = "sales";
    static final int PARTITIONS = 4;

    private static final int TILLS = 10;
    private static final int MOVIES = 40;
    private static final int SCREENS = 10;
    private static final Duration SPAN = Duration.ofDays(30);
    private static final List<String> ZONES = List.of(
            "America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Europe/Paris",
            "Europe/Berlin", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland");

    private SalesTopic() {}

    /** What lies in the topic. */
    record Contents(long records, long distinct, long bytes) {}

    /** Writes the topic, the same for the same numbers but for the time of its end. */
    static Contents write(String bootstrapServers, long records, int theaters) {
        SplittableRandom random = new SplittableRandom(records);
        long[] sequences = new long[theaters * TILLS];
        long end = Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli();
        long distinct = 0;
        long bytes = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "20", "batch.size", "131072"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long sent = 0; sent < records; ) {
                SalesEvent event = event(random, sequences, theaters,
                        end - SPAN.toMillis() + SPAN.toMillis() * sent / records);
                byte[] key = event.key().getBytes(UTF_8);
                byte[] value = EventJson.write(event);
                distinct++;
                int copies = random.nextInt(100) == 0 && sent + 1 < records ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    producer.send(new ProducerRecord<>(NAME, key, value));
                    bytes += value.length;
                    sent++;
                }
            }
        }
        return new Contents(records, distinct, bytes);
    }

    private static SalesEvent event(SplittableRandom random, long[] sequences, int theaters, long occurredAt) {
        int theater = random.nextInt(theaters);
        int till = random.nextInt(TILLS);
        int tickets = 1 + random.nextInt(5);
        return new SalesEvent(
                random.nextInt(20) == 0 ? SalesEvent.Type.REFUND : SalesEvent.Type.SALE,
                new UUID(random.nextLong(), random.nextLong()).toString(),
                "pos:" + (theater + 1) + ":" + (till + 1),
                sequences[theater * TILLS + till]++,
                Instant.ofEpochMilli(occurredAt),
                new UUID(random.nextLong(), random.nextLong()).toString(),
                theater + 1,
                ZONES.get(theater % ZONES.size()),
                1 + (theater * 7 + random.nextInt(SCREENS)) % MOVIES,
                null,
                tickets,
                tickets * 1_200L,
                "USD",
                SalesEvent.Channel.POS);
    }
}
