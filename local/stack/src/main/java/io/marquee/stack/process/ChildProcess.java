package io.marquee.stack.process;

import io.marquee.local.LeftoverProcess;
import io.marquee.local.OwnSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that the launcher started: its output goes to a rotating log, its id to a file for the next launcher. */
public final class ChildProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final long LOG_BYTES = 10L << 20;
    private static final int LOGS_KEPT = 3;

    private final String name;
    private final Process process;
    private final Path log;
    private final PidFile pidFile;
    private final long startedNanos = System.nanoTime();

    private ChildProcess(String name, Process process, Path log, PidFile pidFile) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * What to start.
     *
     * @param name a short name, which its files have too
     * @param command the command line
     * @param environment variables that it gets besides those of the launcher
     * @param folder its working folder
     * @param log where its output goes
     * @param pids the folder for its pid file
     */
    public record Recipe(
            String name, List<String> command, Map<String, String> environment, Path folder, Path log, Path pids) {

        PidFile pidFile() {
            return new PidFile(pids.resolve(name + ".pid"));
        }
    }

    /** Starts a process in a session of its own. */
    public static ChildProcess start(Recipe recipe) throws IOException {
        Files.createDirectories(recipe.folder());
        ProcessBuilder builder = new ProcessBuilder(OwnSession.command(recipe.command()))
                .directory(recipe.folder().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(recipe.environment());
        Process process = builder.start();
        recipe.pidFile().write(process.toHandle());
        ChildProcess child = new ChildProcess(recipe.name(), process, recipe.log(), recipe.pidFile());
        child.copyOutput();
        LOG.info("{} started as process {}", recipe.name(), process.pid());
        return child;
    }

    /**
     * Ends the process that an earlier launcher left, if it still runs.
     *
     * @return its id
     */
    public static Optional<Long> clearLeftover(Path pids, String name) throws IOException {
        PidFile pidFile = new PidFile(pids.resolve(name + ".pid"));
        Optional<ProcessHandle> leftover = pidFile.find();
        leftover.ifPresent(process -> {
            process.destroy();
            LeftoverProcess.end(process, Duration.ofSeconds(10));
        });
        pidFile.delete();
        return leftover.map(ProcessHandle::pid);
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** How long ago it was started. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Completes with the exit code when the process ends. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** What to tell when it did not come up: the end of its log, and where the log is. */
    public String lastWords() {
        String lines = String.join("\n    ", RotatingLog.tail(log, 15));
        return "the last lines of " + log + ":\n    " + lines;
    }

    /** Asks the process to stop, and kills it when the time is over. */
    public void stop(Duration grace) {
        process.destroy();
        LeftoverProcess.end(process.toHandle(), grace);
        forget();
    }

    /** Kills the process. */
    public void kill() {
        process.destroyForcibly();
        forget();
    }

    private void forget() {
        try {
            pidFile.delete();
        } catch (IOException e) {
            LOG.warn("cannot delete the pid file of {}", name, e);
        }
    }

    private void copyOutput() {
        Thread copier = new Thread(() -> {
            try (RotatingLog output = new RotatingLog(log, LOG_BYTES, LOGS_KEPT)) {
                output.copy(process.getInputStream());
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("the output of {} is lost", name, e);
            }
        });
        copier.setName(name + "-output");
        copier.setDaemon(true);
        copier.start();
    }
}
