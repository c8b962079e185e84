package io.marquee.generator.measure;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.measure.Askers.Asker;
import io.marquee.generator.measure.ReportQuestions.Kind;
import io.marquee.generator.measure.ReportQuestions.Question;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee bench reports}: how long the reports take, and plain SQL for the same questions. */
@Command(
        name = "reports",
        sortOptions = false,
        description = {
            "Asks for every report, of random date ranges and filters, by many clients at once; and puts the same "
                    + "questions as plain SQL to a table with a row for each sale, with the indexes that these "
                    + "questions ask for. The table is made in the schema " + SalesTable.SCHEMA
                    + ", and dropped at the end.",
            "Wants a stack that was seeded (./marquee seed). Exits with 1 when an answer differs."
        })
public final class ReportsCommand extends StackCommand {

    private static final long ROLL_UP_WAIT_SECONDS = 300;
    private static final int COMPARED = 20;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "16",
            description = "How many clients ask at once (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10",
            description = "How long each kind of question is asked, after half as long to warm up "
                    + "(default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0",
            description = "How many questions a second all clients together ask, each timed from the moment that it "
                    + "was due; 0 asks the next one as soon as the last is answered (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed asks the same questions (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final List<String> differences = new ArrayList<>();

    @FunctionalInterface
    private interface Asking {
        Asker get() throws SQLException;
    }

    @Override
    protected int run(Endpoints endpoints) throws SQLException, InterruptedException {
        if (clients < 1 || seconds < 1 || rate < 0) {
            throw new ParameterException(
                    spec().commandLine(), "--clients and --seconds must be above 0, --rate not below");
        }
        try (Connection connection = connect(endpoints)) {
            ReportQuestions questions = ReportQuestions.of(connection);
            if (questions == null) {
                err().println(spec().qualifiedName() + ": nothing was sold here; ./marquee seed first");
                return UNREACHABLE;
            }
            awaitRollUps(connection);
            tell("making the plain table of sales ...");
            try (SalesTable table = SalesTable.make(connect(endpoints))) {
                tell(String.format(Locale.ROOT, "%,d sales and refunds in %,d totals by theater, movie and day",
                        number(connection, "SELECT count(*) FROM bench_reports.sale"),
                        number(connection, "SELECT count(*) FROM analytics.movie_daily_sales")));
                out().printf("%n  %-34s %-11s %9s %9s %9s %9s %9s%n",
                        clients + " clients" + (rate == 0 ? "" : ", " + rate + "/s") + ", ms", "", "answers/s",
                        "p50", "p90", "p99", "max");
                for (Kind kind : questions.kinds().values()) {
                    // The API's first thousands of answers show its compiler, whichever report is asked first.
                    ask(kind, () -> Askers.api(endpoints.api()), Math.max(1, seconds / 2));
                }
                for (Map.Entry<String, Kind> kind : questions.kinds().entrySet()) {
                    compare(endpoints, kind.getKey(), kind.getValue());
                    measure(kind.getKey(), "API", kind.getValue(), () -> Askers.api(endpoints.api()));
                    measure("", "plain SQL", kind.getValue(), () -> Askers.sql(connect(endpoints)));
                }
            }
        }
        differences.forEach(difference -> err().println(difference));
        return differences.isEmpty() ? 0 : 1;
    }

    private void awaitRollUps(Connection connection) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROLL_UP_WAIT_SECONDS);
        long open;
        while ((open = number(connection, "SELECT count(*) FROM analytics.report_day WHERE NOT rolled_up")) > 0) {
            if (System.nanoTime() > deadline) {
                tell(open + " days are not rolled up; going on");
                return;
            }
            tell("waiting for " + open + " days to be rolled up ...");
            TimeUnit.SECONDS.sleep(5);
        }
    }

    private void compare(Endpoints endpoints, String name, Kind kind) throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        try (Asker api = Askers.api(endpoints.api()); Asker sql = Askers.sql(connect(endpoints))) {
            for (int i = 0; i < COMPARED; i++) {
                Question question = kind.next(random);
                List<String> answer = api.rows(question);
                List<String> expected = sql.rows(question);
                if (!answer.equals(expected)) {
                    differences.add(question.path() + "\n  API: " + answer + "\n  SQL: " + expected);
                }
            }
        } catch (IOException failed) {
            differences.add(name + ": " + failed.getMessage());
        }
    }

    private void measure(String name, String who, Kind kind, Asking asking) throws SQLException, InterruptedException {
        ask(kind, asking, Math.max(1, seconds / 2));
        Histogram latency = ask(kind, asking, seconds);
        out().printf(Locale.ROOT, "  %-34s %-11s %,9.0f %9.1f %9.1f %9.1f %9.1f%n", name, who,
                latency.getTotalCount() / (double) seconds, latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(90) / 1e3, latency.getValueAtPercentile(99) / 1e3,
                latency.getMaxValue() / 1e3);
        out().flush();
    }

    private Histogram ask(Kind kind, Asking asking, int duration) throws SQLException, InterruptedException {
        Histogram latency = new ConcurrentHistogram(3);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000 + client);
            running.add(threads.submit(() -> {
                try (Asker asker = asking.get()) {
                    long pause = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(clients) / rate;
                    long due = System.nanoTime() + (pause == 0 ? 0 : random.nextLong(pause));
                    while (due < end && System.nanoTime() < end) {
                        Question question = kind.next(random);
                        for (long early; (early = due - System.nanoTime()) > 0; ) {
                            LockSupport.parkNanos(early);
                        }
                        asker.ask(question);
                        latency.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
                        due = pause == 0 ? System.nanoTime() : due + pause;
                    }
                }
                return null;
            }));
        }
        threads.shutdown();
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException failed) {
            differences.add(failed.getCause().toString());
        }
        return latency;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void tell(String line) {
        out().println(line);
        out().flush();
    }
}
