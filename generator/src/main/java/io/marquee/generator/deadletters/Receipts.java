package io.marquee.generator.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.marquee.generator.endpoint.UnreachableException;
import io.marquee.generator.kafka.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * What was sent again, in a compacted topic of its own, by the place of the record that was refused. Before a record is
 * sent its receipt says so, and how far the target topic went then: a command that is cut off between sending and
 * noting it leaves enough to find out.
 */
final class Receipts {

    /** The topic, one record for each record that was sent again. */
    static final String TOPIC = "dead-letters-resent";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Place, Receipt> receipts = new HashMap<>();

    /**
     * What is known of one.
     *
     * @param to where it was sent to; null when it may not have been sent
     * @param searchFrom the ends of the target topic's partitions before it was sent
     */
    record Receipt(Place to, Map<Integer, Long> searchFrom) {}

    private Receipts() {}

    /** Reads the topic; there are none where there is no such topic. */
    static Receipts read(String bootstrapServers) throws InterruptedException {
        Receipts receipts = new Receipts();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                return receipts;
            }
        } catch (ExecutionException failure) {
            throw UnreachableException.notThere("Kafka", bootstrapServers, failure);
        }
        try (TopicReader reader = new TopicReader(bootstrapServers, TOPIC)) {
            reader.readOn(receipts::add);
        }
        return receipts;
    }

    /** Makes the topic where it is missing. */
    static void createTopic(String bootstrapServers) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            NewTopic topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw new UnreachableException("topic " + TOPIC + " cannot be made: " + failure.getMessage(), failure);
            }
        }
    }

    /** What is known of the record at this place, which was refused. */
    Optional<Receipt> of(Place refused) {
        return Optional.ofNullable(receipts.get(refused));
    }

    /** A receipt to be written before the record is sent. */
    static ProducerRecord<byte[], byte[]> sending(Place refused, Map<Integer, Long> ends) {
        ObjectNode json = JSON.createObjectNode().put("state", "sending");
        ObjectNode search = json.putObject("search_from");
        ends.forEach((partition, offset) -> search.put(partition.toString(), offset));
        return record(refused, json);
    }

    /** A receipt to be written when the record was sent. */
    static ProducerRecord<byte[], byte[]> sent(Place refused, Place to) {
        return record(refused, JSON.createObjectNode().put("state", "sent").put("to", to.toString()));
    }

    private static ProducerRecord<byte[], byte[]> record(Place refused, ObjectNode json) {
        return new ProducerRecord<>(
                TOPIC,
                refused.toString().getBytes(StandardCharsets.UTF_8),
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode json = JSON.readTree(record.value());
            Map<Integer, Long> search = new HashMap<>();
            json.path("search_from").properties().forEach(end ->
                    search.put(Integer.valueOf(end.getKey()), end.getValue().asLong()));
            receipts.put(
                    Place.of(new String(record.key(), StandardCharsets.UTF_8)),
                    new Receipt(json.has("to") ? Place.of(json.path("to").asText()) : null, search));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UnreachableException("topic " + TOPIC + " has a record that is no receipt, at offset "
                    + record.offset(), unreadable);
        }
    }
}
