package io.marquee.stack.up;

import io.marquee.stack.process.Backoff;
import io.marquee.stack.up.Board.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts again what ends unexpectedly, after a pause that grows while it keeps failing. */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final Board board;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean ending;

    Supervisor(Board board) {
        this.board = board;
    }

    /**
     * Watches a part from now on.
     *
     * @param end completes when the part as it runs now ends
     * @param restart brings it up again, or fails
     */
    void watch(Part part, Supplier<CompletableFuture<?>> end, Steps.Step restart) {
        watch(part, end, restart, new Backoff());
    }

    /** Does something again and again, until everything ends; what fails is tried again the next time. */
    void repeat(Duration pause, Steps.Step step) {
        executor.scheduleWithFixedDelay(() -> {
            try {
                step.run();
            } catch (Exception e) {
                if (!ending) {
                    LOG.warn("could not look after the stack: {}", e.toString());
                }
            }
        }, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets everything end from now on, and waits for a restart that is under way. */
    void end() {
        ending = true;
        executor.shutdownNow();
        try {
            executor.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Part part, Supplier<CompletableFuture<?>> end, Steps.Step restart, Backoff backoff) {
        long since = System.nanoTime();
        end.get().whenComplete((result, failure) -> {
            if (!ending) {
                Duration ran = Duration.ofNanos(System.nanoTime() - since);
                restartLater(part, end, restart, backoff, ran, "ended unexpectedly");
            }
        });
    }

    private void restartLater(
            Part part, Supplier<CompletableFuture<?>> end, Steps.Step restart, Backoff backoff, Duration ran,
            String why) {
        Duration pause = backoff.afterRunning(ran);
        board.show(part, State.DOWN, why + ", starting it again in " + pause.toSeconds() + " s");
        executor.schedule(() -> {
            try {
                restart.run();
                watch(part, end, restart, backoff);
            } catch (Exception e) {
                if (!ending) {
                    LOG.error("{} did not come up again", part.title(), e);
                    restartLater(part, end, restart, backoff, Duration.ZERO, gist(e));
                }
            }
        }, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What happened, without the lines of a log that may follow; the launcher's log has them. */
    private static String gist(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("; the last lines of .*", "");
    }
}
