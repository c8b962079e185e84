package io.marquee.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker with its own controller (KRaft), in this JVM, on the loopback interface. Topics keep their
 * records for ever: the read side can be rebuilt from them. Topics are made by {@link #createTopics}, never by use.
 *
 * <p>Needs no setting of the JVM. One process at a time may use a data folder.
 */
public final class KafkaServer implements AutoCloseable {

    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final int port;

    private KafkaServer(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker; formats the storage on first use of the folder.
     *
     * @param dataFolder where the logs stay between runs
     * @param port the TCP port of the broker, or 0 for any free one; the controller takes a free one in any case
     * @throws IOException when the storage cannot be formatted
     * @throws org.apache.kafka.common.KafkaException when the port is taken or the folder is used by another broker
     */
    public static KafkaServer start(Path dataFolder, int port) throws IOException {
        Path logs = dataFolder.resolve("logs").toAbsolutePath();
        Files.createDirectories(logs);
        format(logs);
        int brokerPort = FreePort.orFree(port);
        KafkaRaftServer server = new KafkaRaftServer(
                new KafkaConfig(settings(logs, brokerPort, FreePort.find()), false), Time.SYSTEM);
        boolean started = false;
        try {
            server.startup();
            started = true;
        } finally {
            if (!started) {
                server.shutdown();
            }
        }
        return new KafkaServer(server, brokerPort);
    }

    /** The TCP port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** What clients put in {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /**
     * Makes those of the topics that are not there, and returns when clients can use them. Existing topics stay as they
     * are.
     *
     * @param partitions the number of partitions by topic
     * @throws IllegalStateException when the broker refuses
     */
    public void createTopics(Map<String, Integer> partitions) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            partitions.forEach((topic, count) -> {
                if (!existing.contains(topic)) {
                    missing.add(new NewTopic(topic, count, (short) 1));
                }
            });
            for (var created : admin.createTopics(missing).values().values()) {
                awaitCreation(created);
            }
            awaitServed(admin, partitions.keySet());
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topics " + partitions.keySet(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    /** Stops the broker; its logs are flushed, so that the next start need not check them. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /**
     * The controller has made the topics before the broker has heard of them, and it has heard of them before it takes
     * their records. A producer whose first batch comes too early for that and whose second does not has them in the
     * wrong order: the broker takes any number from a producer that it does not know, and refuses the first batch ever
     * after, as out of order.
     */
    private static void awaitServed(Admin admin, Set<String> topics) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
                admin.describeTopics(topics).allTopicNames().get().forEach((topic, described) -> described.partitions()
                        .forEach(partition ->
                                partitions.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
                admin.listOffsets(partitions).all().get(); // asks the logs themselves
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static void awaitCreation(KafkaFuture<Void> created)
            throws ExecutionException, InterruptedException {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another caller was faster
                throw e;
            }
        }
    }

    private static void format(Path logs) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // Formatter.run declares nothing narrower
            throw new IOException("cannot format Kafka's storage in " + logs, e);
        }
    }

    private static Map<String, String> settings(Path logs, int brokerPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("listeners",
                "BROKER://127.0.0.1:" + brokerPort + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "BROKER://127.0.0.1:" + brokerPort);
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", "BROKER");
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("log.dirs", logs.toString());

        settings.put("auto.create.topics.enable", "false");
        settings.put("log.retention.ms", "-1");
        settings.put("log.retention.bytes", "-1");

        // One broker
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");

        // A small machine: few threads, and no 128 MB buffer for compacting a few offsets
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("log.segment.bytes", "134217728");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("metadata.max.idle.interval.ms", "5000");
        return settings;
    }
}
