package io.marquee.stack.up;

import io.marquee.stack.data.DataFolder;
import io.marquee.stack.data.UserProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code marquee up}. */
@Command(
        name = "up",
        sortOptions = false,
        description = "Starts the whole stack on this machine: PostgreSQL, Kafka, Redis, Flink with both jobs, and the "
                + "API. Ctrl-C stops it; the next run on the same data folder goes on from there.")
public final class UpCommand implements Callable<Integer> {

    /** The system property that the {@code marquee} script sets when the output goes to a terminal. */
    static final String TERMINAL = "marquee.terminal";

    /** The system property that tells the log configuration where the log files go. */
    static final String LOGS = "marquee.logs";

    @Option(names = "--data", paramLabel = "FOLDER", defaultValue = "${sys:user.home}/.marquee",
            description = "Where all data is kept (default: ~/.marquee).")
    private Path data;

    @Option(names = "--fresh", description = "Empty the data folder first.")
    private boolean fresh;

    @Option(names = "--no-demo", description = "Put no demo catalogue into a new data folder.")
    private boolean noDemo;

    @Option(names = "--api-port", paramLabel = "PORT", defaultValue = "8080",
            description = "Port of the API and the pages (default: ${DEFAULT-VALUE}; 0 = any free port, also below).")
    private int apiPort;

    @Option(names = "--flink-port", paramLabel = "PORT", defaultValue = "8081",
            description = "Port of Flink's web UI (default: ${DEFAULT-VALUE}).")
    private int flinkPort;

    @Option(names = "--postgres-port", paramLabel = "PORT", defaultValue = "5432",
            description = "Port of PostgreSQL (default: ${DEFAULT-VALUE}).")
    private int postgresPort;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092",
            description = "Port of Kafka (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(names = "--redis-port", paramLabel = "PORT", defaultValue = "6379",
            description = "Port of Redis (default: ${DEFAULT-VALUE}).")
    private int redisPort;

    @Option(names = "--flink-metrics",
            description = "Let Flink's processes serve metrics to Prometheus, on the first free ports from 9249 on, of "
                    + "all interfaces: Flink knows no other way (default: not).")
    private boolean flinkMetrics;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        DataFolder folder = DataFolder.at(data);
        PrintStream out = System.out;
        try {
            folder.requireOurs(); // before anything is logged into it
            folder.make();
            System.setProperty(LOGS, folder.of("logs").toString());
            return new Up(folder, out)
                    .run(fresh, new Ports(apiPort, flinkPort, postgresPort, kafkaPort, redisPort), flinkMetrics,
                            !noDemo, Boolean.getBoolean(TERMINAL));
        } catch (UserProblem problem) {
            problem.getMessage().lines().forEach(line -> System.err.println("marquee up: " + line));
            return 1;
        }
    }
}
