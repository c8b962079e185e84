package io.marquee.stack.flink;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two jobs on the cluster: submitted as the web UI does it, stopped with a savepoint, gone on from the newest. */
public final class Jobs {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final FlinkRest rest;
    private final Path jar;
    private final Path folder;
    private final List<String> arguments;
    private final Map<StackJob, String> running = new HashMap<>();

    /**
     * Jobs that run nowhere yet.
     *
     * @param jar the job jar
     * @param folder where savepoints and checkpoints are kept
     * @param arguments what both jobs are told
     */
    public Jobs(FlinkRest rest, Path jar, Path folder, List<String> arguments) {
        this.rest = rest;
        this.jar = jar;
        this.folder = folder;
        this.arguments = arguments;
    }

    /**
     * Uploads the jar, runs each job from its newest savepoint or checkpoint, and waits until all tasks run.
     *
     * @return for each job what it went on from, or empty when it began anew
     * @throws IOException when a job does not come up
     */
    public Map<StackJob, Optional<Path>> start() throws IOException {
        String jarId = rest.upload(jar);
        Map<StackJob, Optional<Path>> origins = new HashMap<>();
        for (StackJob job : StackJob.values()) {
            RestorePoints points = new RestorePoints(folder, job.title());
            points.prune();
            Optional<Path> origin = points.newest();
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of("--checkpoint.dir", points.checkpointTarget()));
            String id = rest.run(jarId, job.entryClass(), all, origin.map(path -> path.toUri().toString()));
            LOG.info("{} submitted as {} from {}", job.title(), id, origin.map(Path::toString).orElse("nothing"));
            remember(job, id);
            origins.put(job, origin);
        }
        for (StackJob job : StackJob.values()) {
            await(START_LIMIT, "job " + job.title() + " did not come up", this::allTasksRun, job);
        }
        return origins;
    }

    /** Stops each job with a savepoint, both at once; one that can't be stopped so keeps its last checkpoint. */
    public void stop() {
        Map<StackJob, String> requests = new HashMap<>();
        for (Map.Entry<StackJob, String> job : snapshot().entrySet()) {
            try {
                String target = new RestorePoints(folder, job.getKey().title()).savepointTarget();
                requests.put(job.getKey(), rest.stop(job.getValue(), target));
            } catch (IOException e) {
                LOG.warn("{} cannot be asked to stop; it will go on from its last checkpoint", job.getKey().title(), e);
            }
        }
        requests.forEach((job, request) -> {
            try {
                await(STOP_LIMIT, job.title() + " did not stop", each -> isStopped(each, request), job);
            } catch (IOException e) {
                LOG.warn("{} has no savepoint; it will go on from its last checkpoint", job.title(), e);
            }
        });
    }

    /** The job of this name, its state in Flink's words; empty when the cluster does not answer. */
    public Optional<String> state(StackJob job) {
        String id = snapshot().get(job);
        try {
            return rest.jobs().stream().filter(each -> each.id().equals(id)).map(FlinkRest.Job::state).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean allTasksRun(StackJob job) throws IOException {
        String id = snapshot().get(job);
        if (rest.jobs().stream().anyMatch(each -> each.id().equals(id) && !each.isLive())) {
            throw new IOException("job " + job.title() + " failed: " + firstLine(rest.rootException(id)));
        }
        return rest.allTasksRun(id);
    }

    private boolean isStopped(StackJob job, String request) throws IOException {
        FlinkRest.Savepoint savepoint = rest.savepoint(snapshot().get(job), request);
        if (savepoint.failure().isPresent()) {
            throw new IOException("the savepoint of " + job.title() + " failed: " + savepoint.failure().get());
        }
        savepoint.location().ifPresent(location -> LOG.info("{} stopped with {}", job.title(), location));
        return savepoint.location().isPresent();
    }

    private synchronized void remember(StackJob job, String id) {
        running.put(job, id);
    }

    private synchronized Map<StackJob, String> snapshot() {
        return Map.copyOf(running);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("no reason known");
    }

    private interface Check {
        boolean of(StackJob job) throws IOException;
    }

    private static void await(Duration limit, String failure, Check check, StackJob job) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!check.of(job)) {
            if (System.nanoTime() > deadline) {
                throw new IOException(failure + " within " + limit.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + job.title(), e);
            }
        }
    }
}
