package io.marquee.stack.up;

import io.marquee.local.PostgresServer;
import io.marquee.local.RedisServer;
import io.marquee.stack.data.DataFolder;
import io.marquee.stack.data.FolderLock;
import io.marquee.stack.data.UserProblem;
import io.marquee.stack.flink.FlinkCluster;
import io.marquee.stack.process.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@code marquee up}: checks, starts the stack, follows it, stops it. */
final class Up {

    private static final Logger LOG = LoggerFactory.getLogger(Up.class);
    private static final int FORCED = 130;

    private final DataFolder data;
    private final PrintStream out;
    private final AtomicReference<Stack> running = new AtomicReference<>();
    private final Thread caller = Thread.currentThread();

    Up(DataFolder data, PrintStream out) {
        this.data = data;
        this.out = out;
    }

    /**
     * Runs until a signal says stop.
     *
     * @return the exit code
     * @throws UserProblem when something is in the way
     */
    int run(boolean fresh, Ports wanted, boolean flinkMetrics, boolean demo, boolean terminal) throws IOException {
        Installation installation = Installation.current();
        installation.requireBuilt();
        StopSignals signals = new StopSignals(this::force);
        Board board = new Board(out, terminal);
        try (FolderLock lock = FolderLock.take(data.root())) {
            clearLeftovers();
            if (fresh) {
                data.empty();
            }
            data.open();
            data.requireRoom();
            Stack stack = new Stack(data, installation, wanted.resolve(), flinkMetrics, board);
            running.set(stack);
            return follow(stack, signals, board, demo);
        }
    }

    private int follow(Stack stack, StopSignals signals, Board board, boolean demo) throws IOException {
        try {
            signals.onFirst(caller::interrupt);
            stack.start(demo);
            stack.endpoints().write(data.of("run"));
            board.endTable();
            announce(stack.endpoints(), board);
            signals.await();
            return 0;
        } catch (InterruptedException e) {
            return 0;
        } catch (IOException | UserProblem e) {
            if (signals.hasCome()) {
                return 0;
            }
            LOG.error("the stack did not come up", e);
            board.say("marquee up: " + e.getMessage());
            return 1;
        } finally {
            signals.onFirst(() -> {});
            Thread.interrupted(); // or stopping would be cut short
            board.say(signals.hasCome() ? "\nStopping; once more to kill everything" : "Stopping");
            Endpoints.forget(data.of("run"));
            stack.close();
            board.say(String.format(Locale.ROOT, "Stopped. The data is in %s", data.root()));
        }
    }

    /** Before the ports are looked at: an earlier run may still hold them. */
    private void clearLeftovers() throws IOException {
        ChildProcess.clearLeftover(data.of("run"), ApiProcess.NAME);
        FlinkCluster.clearLeftovers(data.of("run"));
        RedisServer.stopLeftover(data.of("redis"));
        PostgresServer.stopLeftover(data.of("postgres"));
    }

    private void announce(Endpoints endpoints, Board board) {
        board.say(String.format(Locale.ROOT, """

                Marquee is ready (%.1f s).

                  Book a seat      %s/
                  Box office       %s/sales
                  API description  %s/swagger-ui
                  Flink's web UI   %s/
                  Logs             %s

                Ctrl-C stops it; the next ./marquee up goes on from there.
                """,
                board.seconds(), endpoints.api(), endpoints.api(), endpoints.api(), endpoints.flink(),
                data.of("logs")));
    }

    private void force() {
        Stack stack = running.get();
        if (stack != null) {
            stack.kill();
        }
        Runtime.getRuntime().halt(FORCED);
    }
}
