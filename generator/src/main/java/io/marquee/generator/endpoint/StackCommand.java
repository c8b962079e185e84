package io.marquee.generator.endpoint;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that works on a running stack. Exit codes: 0 when all is well, 1 when what it looked for is wrong, 2 when
 * it could not look: a server is not there, or an option makes no sense.
 */
public abstract class StackCommand implements Callable<Integer> {

    /** Exit code when a server does not answer, the same as picocli's for wrong options. */
    public static final int UNREACHABLE = 2;

    @Option(names = "--data", order = 100, paramLabel = "FOLDER", defaultValue = "${sys:user.home}/.marquee",
            description = "Data folder of the stack, whose addresses are used (default: ~/.marquee).")
    private Path data;

    @Option(names = "--api", order = 101, paramLabel = "URL", description = "Base URL of the booking API.")
    private String api;

    @Option(names = "--kafka", order = 102, paramLabel = "HOST:PORT", description = "Bootstrap servers of Kafka.")
    private String kafka;

    @Option(names = "--postgres", order = 103, paramLabel = "JDBC_URL",
            description = "JDBC URL of the database.")
    private String postgres;

    @Option(names = "--redis", order = 104, paramLabel = "URI", description = "URI of Redis.")
    private String redis;

    @Option(names = {"-h", "--help"}, order = 105, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** Does the work; returns the exit code. */
    protected abstract int run(Endpoints endpoints) throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run(Endpoints.of(data).with(api, kafka, postgres, redis));
        } catch (UnreachableException gone) {
            err().println(spec.qualifiedName() + ": " + gone.getMessage());
            return UNREACHABLE;
        }
    }

    /** The data folder of the stack, which need not be there. */
    protected final Path dataFolder() {
        return data;
    }

    /** Where results go. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where complaints go. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The command as it was parsed, to report wrong combinations of options. */
    protected final CommandSpec spec() {
        return spec;
    }

    /** Opens a connection, or says that there is no server. */
    protected static Connection connect(Endpoints endpoints) {
        try {
            return endpoints.dataSource().getConnection();
        } catch (SQLException refused) {
            // Class 08 is "connection exception"; everything else is an answer of a server that is there.
            if (refused.getSQLState() != null && !refused.getSQLState().startsWith("08")) {
                throw new UnreachableException(
                        "PostgreSQL at " + endpoints.postgres() + " refused: " + refused.getMessage(), refused);
            }
            throw UnreachableException.notThere("PostgreSQL", endpoints.postgres(), refused);
        }
    }

    /** Asks Kafka for its topics, so that a missing broker is told in seconds and in one line. */
    protected static void requireKafka(Endpoints endpoints) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000, // a machine may be very busy
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
        try (Admin admin = Admin.create(settings)) {
            admin.listTopics().names().get();
        } catch (ExecutionException | KafkaException refused) {
            throw UnreachableException.notThere("Kafka", endpoints.kafka(), refused);
        }
    }
}
