package io.marquee.generator.deadletters;

import io.marquee.events.Topics;
import io.marquee.generator.kafka.TopicReader;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the dead letters, each refused record once: after a failure a job may have written one again. */
final class Letters {

    private long foreign;

    /**
     * Reads the topic to its end, oldest first within each partition.
     *
     * @throws io.marquee.generator.endpoint.UnreachableException when Kafka does not answer
     */
    void each(String bootstrapServers, Filter filter, Consumer<DeadLetter> taken) {
        Set<Place> seen = new HashSet<>();
        try (TopicReader reader = new TopicReader(bootstrapServers, Topics.DEAD_LETTERS)) {
            reader.readOn(record -> DeadLetter.of(record).ifPresentOrElse(
                    letter -> {
                        if (filter.takes(letter) && seen.add(letter.from())) {
                            taken.accept(letter);
                        }
                    },
                    () -> foreign++));
        }
    }

    /** Records that do not say where they came from. */
    long foreign() {
        return foreign;
    }
}
