package io.marquee.stack.rebuild;

import io.marquee.events.Topics;
import io.marquee.generator.deadletters.DeadLetter;
import io.marquee.generator.deadletters.Place;
import io.marquee.generator.kafka.TopicReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Which sales each of two jobs refused. The new totals may take the place of the old ones only when both jobs judged
 * the same records alike. The new job refuses what it knows that the live one refused before, with a reason of its own.
 */
final class Verdicts {

    private static final String REFUSED_BEFORE = "refused-before"; // the job's DeadLetter.REFUSED_BEFORE

    private final String bootstrapServers;
    private final String copyTopic;

    /** @param copyTopic where the new job puts what it refuses */
    Verdicts(String bootstrapServers, String copyTopic) {
        this.bootstrapServers = bootstrapServers;
        this.copyTopic = copyTopic;
    }

    /**
     * Compares, when the live job has stopped and the new one has got as far.
     *
     * @param counted up to where the live job had judged everything
     * @throws IOException when they differ, with what to do
     */
    void requireSame(Map<TopicPartition, Long> counted) throws IOException {
        Set<Place> live = places(Topics.DEAD_LETTERS);
        Map<Place, ConsumerRecord<byte[], byte[]>> copy = refusedByNewAlone();
        Set<Place> countedByNew = new HashSet<>(live);
        countedByNew.removeAll(places(copyTopic));
        Set<Place> countedByLive = new HashSet<>();
        for (Place place : copy.keySet()) {
            long end = counted.getOrDefault(new TopicPartition(place.topic(), place.partition()), 0L);
            if (!live.contains(place) && place.offset() < end) {
                countedByLive.add(place);
            }
        }
        if (!countedByLive.isEmpty()) {
            Place first = countedByLive.iterator().next();
            DeadLetter letter = DeadLetter.of(copy.get(first)).orElseThrow();
            throw new IOException(countedByLive.size() + " events that count now would be refused, such as " + first
                    + " as " + letter.reason() + " (" + letter.detail() + ")");
        }
        if (!countedByNew.isEmpty()) {
            throw new IOException(countedByNew.size() + " events that were refused meanwhile would count, such as "
                    + countedByNew.iterator().next() + "; the next rebuild leaves them out");
        }
    }

    /** Sees to it that everything that only the new job refused is in the topic of dead letters. */
    void handOver() throws IOException, InterruptedException {
        Map<Place, ConsumerRecord<byte[], byte[]>> copy = refusedByNewAlone();
        copy.keySet().removeAll(places(Topics.DEAD_LETTERS));
        if (copy.isEmpty()) {
            return;
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class))) {
            List<Future<RecordMetadata>> sent = copy.values().stream()
                    .map(letter -> producer.send(new ProducerRecord<>(
                            Topics.DEAD_LETTERS, null, letter.key(), letter.value(), letter.headers())))
                    .toList();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException failure) {
            throw new IOException("dead letters cannot be written: " + failure.getCause().getMessage(), failure);
        }
    }

    private Set<Place> places(String topic) {
        Set<Place> places = new HashSet<>();
        read(topic, (letter, record) -> places.add(letter.from()));
        return places;
    }

    private Map<Place, ConsumerRecord<byte[], byte[]>> refusedByNewAlone() {
        Map<Place, ConsumerRecord<byte[], byte[]>> refused = new HashMap<>();
        read(copyTopic, (letter, record) -> {
            if (!letter.reason().equals(REFUSED_BEFORE)) {
                refused.putIfAbsent(letter.from(), record);
            }
        });
        return refused;
    }

    private void read(String topic, BiConsumer<DeadLetter, ConsumerRecord<byte[], byte[]>> each) {
        try (TopicReader reader = new TopicReader(bootstrapServers, topic)) {
            reader.readOn(record -> DeadLetter.of(record)
                    .filter(letter -> letter.from().topic().equals(Topics.SALES))
                    .ifPresent(letter -> each.accept(letter, record)));
        }
    }
}
