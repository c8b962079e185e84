package io.marquee.stack.flink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two jobs on the cluster: submitted as the web UI does it, stopped with a savepoint, gone on from the newest. */
public final class Jobs {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final FlinkRest rest;
    private final JobControl control;
    private final Path jar;
    private final Path folder;
    private final List<String> arguments;

    /**
     * The jobs of a cluster.
     *
     * @param jar the job jar
     * @param folder where savepoints and checkpoints are kept
     * @param arguments what both jobs are told
     */
    public Jobs(FlinkRest rest, Path jar, Path folder, List<String> arguments) {
        this.rest = rest;
        this.control = new JobControl(rest);
        this.jar = jar;
        this.folder = folder;
        this.arguments = arguments;
    }

    /** What the jobs of a local stack are told about the servers. */
    public static List<String> arguments(String kafka, String postgresUrl, String postgresUser, String redisUri) {
        return List.of(
                "--kafka.bootstrap-servers", kafka,
                "--postgres.url", postgresUrl,
                "--postgres.user", postgresUser,
                "--redis.uri", redisUri,
                "--parallelism", "2");
    }

    /**
     * Uploads the jar, runs each job from its newest savepoint or checkpoint, and waits until all tasks run.
     *
     * @return for each job what it went on from, or empty when it began anew
     * @throws IOException when a job does not come up
     */
    public Map<StackJob, Optional<Path>> start() throws IOException {
        String jarId = rest.upload(jar);
        Map<StackJob, String> ids = new HashMap<>();
        Map<StackJob, Optional<Path>> origins = new HashMap<>();
        for (StackJob job : StackJob.values()) {
            RestorePoints points = new RestorePoints(folder, job.title());
            points.prune();
            Optional<Path> origin = points.newest();
            ids.put(job, run(jarId, job, origin));
            origins.put(job, origin);
        }
        for (StackJob job : StackJob.values()) {
            control.awaitRunning(job.title(), ids.get(job));
        }
        return origins;
    }

    /** Runs one of the jobs from its newest savepoint or checkpoint, if it does not run, and waits for its tasks. */
    public void startIfMissing(StackJob job) throws IOException {
        Optional<String> live = control.live(job.title());
        String id = live.isPresent()
                ? live.get()
                : run(rest.upload(jar), job, new RestorePoints(folder, job.title()).newest());
        control.awaitRunning(job.title(), id);
    }

    /**
     * Runs a box office under another name, without state.
     *
     * @param besides what it is told besides what both jobs are
     * @return its id
     */
    public String startBoxOffice(String name, List<String> besides) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(
                "--job.name", name, "--checkpoint.dir", new RestorePoints(folder, name).checkpointTarget()));
        all.addAll(besides);
        String id = rest.run(rest.upload(jar), StackJob.BOX_OFFICE.entryClass(), all, Optional.empty());
        control.awaitRunning(name, id);
        return id;
    }

    private String run(String jarId, StackJob job, Optional<Path> origin) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--checkpoint.dir", new RestorePoints(folder, job.title()).checkpointTarget()));
        String id = rest.run(jarId, job.entryClass(), all, origin.map(path -> path.toUri().toString()));
        LOG.info("{} submitted as {} from {}", job.title(), id, origin.map(Path::toString).orElse("nothing"));
        return id;
    }

    /** Stops each job with a savepoint, both at once; one that can't be stopped so keeps its last checkpoint. */
    public void stop() {
        Map<StackJob, String> ids = new HashMap<>();
        Map<StackJob, String> requests = new HashMap<>();
        for (StackJob job : StackJob.values()) {
            try {
                Optional<String> id = control.live(job.title());
                if (id.isPresent()) {
                    ids.put(job, id.get());
                    String target = new RestorePoints(folder, job.title()).savepointTarget();
                    requests.put(job, control.requestStop(id.get(), target));
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be asked to stop; it will go on from its last checkpoint", job.title(), e);
            }
        }
        requests.forEach((job, request) -> {
            try {
                Path savepoint = control.awaitStopped(job.title(), ids.get(job), request);
                LOG.info("{} stopped with {}", job.title(), savepoint);
            } catch (IOException e) {
                LOG.warn("{} has no savepoint; it will go on from its last checkpoint", job.title(), e);
            }
        });
    }
}
