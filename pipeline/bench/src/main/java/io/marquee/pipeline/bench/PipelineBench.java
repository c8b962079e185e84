package io.marquee.pipeline.bench;

import io.marquee.local.Folders;
import io.marquee.local.KafkaServer;
import io.marquee.local.PostgresServer;
import io.marquee.local.RedisServer;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.RedisClient;

/** Measures the box office on servers of its own: a broker in this process, and a process for each contender. */
@Command(
        name = "marquee bench pipeline",
        sortOptions = false,
        description = {
            "Writes sale events to a Kafka broker of its own and lets three Flink jobs read them, in turn:",
            "one that only decodes them, the box office with both sinks, and the textbook's total in RocksDB.",
            "Each has a warm JVM of its own; time runs from the first record read to the last one done."
        })
public final class PipelineBench implements Callable<Integer> {

    @Option(names = "--events", paramLabel = "N", defaultValue = "5000000",
            description = "Records in the topic (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "Runs of each job that count, in turn (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--theaters", paramLabel = "N", defaultValue = "200",
            description = "Theaters that the events are of (default: ${DEFAULT-VALUE}).")
    private int theaters;

    @Option(names = "--parallelism", paramLabel = "N", defaultValue = "2",
            description = "Subtasks of each operator (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(names = "--only", paramLabel = "JOB", split = ",",
            description = "Which of ${COMPLETION-CANDIDATES} (default: all).")
    private List<Contender> contenders = List.of(Contender.values());

    @Option(names = "--jfr", paramLabel = "FOLDER",
            description = "Record each job's JVM with Flight Recorder; the files are written at the end.")
    private Path recordings;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PipelineBench()).setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("marquee-bench");
        try {
            if (recordings != null) {
                Files.createDirectories(recordings);
            }
            KafkaServer kafka = TestServers.kafka(); // as the others, stopped and deleted when this JVM ends
            kafka.createTopics(Map.of(SalesTopic.NAME, SalesTopic.PARTITIONS, "dead-letters", 1));
            out.printf("Writing %,d records ...%n", events);
            SalesTopic.Contents topic = SalesTopic.write(kafka.bootstrapServers(), events, theaters);
            out.printf("%,d records of %d bytes, %,d distinct events%n",
                    topic.records(), topic.bytes() / topic.records(), topic.distinct());
            compare(folder, topic, kafka, TestServers.postgres(), TestServers.redis());
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void compare(
            Path folder, SalesTopic.Contents topic, KafkaServer kafka, PostgresServer postgres, RedisServer redis)
            throws Exception {
        Map<Contender, WorkerProcess> workers = new EnumMap<>(Contender.class);
        Table table = new Table(topic.records());
        try {
            for (int round = 0; round <= rounds; round++) {
                for (Contender contender : contenders) {
                    if (!workers.containsKey(contender)) {
                        workers.put(contender, new WorkerProcess(
                                contender, kafka.bootstrapServers(), parallelism, recordings));
                    }
                    String database = contender.name().toLowerCase() + "_" + round;
                    prepare(database, postgres, redis);
                    Path run = Files.createDirectories(folder.resolve(database));
                    boolean warmUp = round == 0;
                    Result result = workers.get(contender).run(
                            topic.records(), warmUp ? 0 : topic.distinct(),
                            postgres.jdbcUrl(database), redis.uri(), run);
                    Folders.delete(run);
                    if (!warmUp) {
                        table.add(contender, result);
                        out.printf("  round %d  %-36s %8.1f s  %,10.0f events/s%n", round, contender.title(),
                                result.seconds(), topic.records() / result.seconds());
                    }
                }
            }
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
        table.print(out);
    }

    private static void prepare(String database, PostgresServer postgres, RedisServer redis) throws Exception {
        postgres.createDatabase(database);
        Schema.migrate(postgres.dataSource(database));
        try (RedisClient client = RedisClient.create(URI.create(redis.uri()))) {
            client.flushAll();
        }
    }
}
