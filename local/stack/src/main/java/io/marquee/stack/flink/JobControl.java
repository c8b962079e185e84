package io.marquee.stack.flink;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts, finds and stops jobs by their names. What runs is asked of the cluster each time: others start and stop jobs
 * there too.
 */
public final class JobControl {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final FlinkRest rest;

    public JobControl(FlinkRest rest) {
        this.rest = rest;
    }

    /** The id of the job of this name that has not come to its end. */
    public Optional<String> live(String name) throws IOException {
        return rest.jobs().stream()
                .filter(job -> job.name().equals(name) && job.isLive())
                .map(FlinkRest.Job::id)
                .findFirst();
    }

    /**
     * Waits until all tasks of a job run.
     *
     * @throws IOException when it ends instead, with its reason, or when time is over
     */
    public void awaitRunning(String name, String id) throws IOException {
        await(START_LIMIT, "job " + name + " did not come up", () -> {
            requireLive(name, id);
            return rest.allTasksRun(id);
        });
    }

    /**
     * Checks that a job has not come to its end.
     *
     * @throws IOException with its reason when it has
     */
    public void requireLive(String name, String id) throws IOException {
        if (rest.jobs().stream().noneMatch(job -> job.id().equals(id) && job.isLive())) {
            throw new IOException("job " + name + " ended: "
                    + rest.rootException(id).lines().findFirst().orElse("no reason known"));
        }
    }

    /**
     * Stops a job with a savepoint; when this returns, all that it had read has reached its sinks.
     *
     * @param target folder of savepoints, as a URI
     * @return where the savepoint is
     */
    public Path stop(String name, String id, String target) throws IOException {
        return awaitStopped(name, id, rest.stop(id, target));
    }

    /** Asks a job to stop with a savepoint; what it returns is for {@link #awaitStopped}. */
    String requestStop(String id, String target) throws IOException {
        return rest.stop(id, target);
    }

    /** Waits for the savepoint and the end of a job. */
    Path awaitStopped(String name, String id, String request) throws IOException {
        String[] location = new String[1];
        await(STOP_LIMIT, name + " did not stop", () -> {
            FlinkRest.Savepoint savepoint = rest.savepoint(id, request);
            if (savepoint.failure().isPresent()) {
                throw new IOException("the savepoint of " + name + " failed: " + savepoint.failure().get());
            }
            savepoint.location().ifPresent(path -> location[0] = path);
            return location[0] != null && hasEnded(id);
        });
        return Path.of(URI.create(location[0]).getPath());
    }

    /** Ends a job without a savepoint, and waits for its end. */
    public void cancel(String name, String id) throws IOException {
        rest.cancel(id);
        await(STOP_LIMIT, name + " did not end", () -> hasEnded(id));
    }

    private boolean hasEnded(String id) throws IOException {
        return rest.jobs().stream().noneMatch(job -> job.id().equals(id) && job.isLive());
    }

    private interface Check {
        boolean isMet() throws IOException;
    }

    private static void await(Duration limit, String failure, Check check) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!check.isMet()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(failure + " within " + limit.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for Flink", e);
            }
        }
    }
}
