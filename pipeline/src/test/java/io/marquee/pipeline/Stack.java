package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.generator.audit.AuditCommand;
import io.marquee.local.KafkaServer;
import io.marquee.local.PostgresServer;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;

/** Real servers for one test class: a database, topics and a Redis database of its own. */
public final class Stack {

    private final String name;
    private final String redisUri;
    private final KafkaServer kafka = TestServers.kafka();
    private final DataSource database;
    private final String jdbcUrl;

    /**
     * @param name for the database and the topics
     * @param redisDatabase number of the Redis database, another for each test class
     */
    public Stack(String name, int redisDatabase) {
        this(name, TestServers.postgres(), TestServers.redis().uri() + "/" + redisDatabase);
    }

    /** With servers of one's own, to be stopped and started. */
    public Stack(String name, PostgresServer postgres, String redisUri) {
        this.name = name;
        this.redisUri = redisUri;
        try {
            postgres.createDatabase(name);
        } catch (SQLException failed) {
            throw new IllegalStateException("database " + name, failed);
        }
        database = postgres.dataSource(name);
        jdbcUrl = postgres.jdbcUrl(name);
        Schema.migrate(database);
        kafka.createTopics(Map.of(
                topic("sales"), 4, topic("seat-locks"), 4, topic("bookings"), 4, topic("dead-letters"), 1));
    }

    /** The topic of this test that stands for that one. */
    public String topic(String usual) {
        return name + "-" + usual;
    }

    /** Options that point at these servers, with these besides. */
    public JobOptions options(Map<String, String> besides) {
        Map<String, String> options = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", kafka.bootstrapServers(),
                "kafka.group-id", name,
                "postgres.url", jdbcUrl,
                "postgres.user", PostgresServer.USER,
                "postgres.password", "any",
                "redis.uri", redisUri,
                "checkpoint.interval-ms", "500",
                "flush.interval-ms", "50"));
        for (String topic : List.of("sales", "seat-locks", "bookings", "dead-letters")) {
            options.put("kafka.topic." + topic, topic(topic));
        }
        options.putAll(besides);
        return JobOptions.of(options);
    }

    /** A producer of bytes that keeps the order of what it sends. */
    public KafkaProducer<byte[], byte[]> producer() {
        return producer(null);
    }

    /** The same with transactions of that name; null for none. */
    KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("linger.ms", "5");
        if (transactionalId != null) {
            properties.put("transactional.id", transactionalId);
        }
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends one record to the topic that stands for that one. */
    public ProducerRecord<byte[], byte[]> record(String usualTopic, String key, byte[] value) {
        return new ProducerRecord<>(topic(usualTopic), key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** All records of a topic as of now, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> read(String usualTopic) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic(usualTopic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** Asks {@code marquee audit}, which shares no code with the job, whether everything equals what is in Kafka. */
    public void audit() {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new AuditCommand()).setOut(new PrintWriter(said)).setErr(new PrintWriter(said))
                .execute(
                        "--kafka", kafka.bootstrapServers(), "--postgres", jdbcUrl, "--redis", redisUri,
                        "--topic-prefix", topic(""));
        assertThat(code).as("%s", said).isZero();
    }

    /** The Redis database of this test. */
    public String redisUri() {
        return redisUri;
    }

    /** Reads one row after another with the result set standing on it. */
    public <T> List<T> query(String sql, Reader<T> reader) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** Runs a statement that returns nothing. */
    public void execute(String sql) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** Reads a row. */
    public interface Reader<T> {
        /** The value of the row that the result set stands on. */
        T read(ResultSet row) throws SQLException;
    }
}
