package io.marquee.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of an earlier run that outlived its parent (after kill -9, say). It is known by the pid file in its data
 * folder; as the system gives process ids out again, it counts only when the program's name matches too.
 */
public final class LeftoverProcess {

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverProcess.class);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private LeftoverProcess() {}

    /**
     * Finds the process that a pid file names.
     *
     * @param pidFile a file whose first line is a process id; it may be missing
     * @param program what the command of the process must contain, such as {@code redis-server}
     */
    public static Optional<ProcessHandle> find(Path pidFile, String program) {
        try {
            String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
            return ProcessHandle.of(Long.parseLong(first)).filter(handle -> runs(handle, program));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Stops the process that a pid file names, if it still runs, and deletes the file.
     *
     * @param stop asks the process to stop; it is killed when it has not done so after 20 seconds
     * @return whether there was one
     */
    public static boolean clear(Path pidFile, String program, Consumer<ProcessHandle> stop) throws IOException {
        Optional<ProcessHandle> leftover = find(pidFile, program);
        if (leftover.isPresent()) {
            ProcessHandle handle = leftover.get();
            LOG.info("Stopping {} (pid {}), left over from an earlier run", program, handle.pid());
            stop.accept(handle);
            end(handle, GRACE);
        }
        Files.deleteIfExists(pidFile);
        return leftover.isPresent();
    }

    /** Waits for a process that was asked to stop, and kills it when the time is over. */
    public static void end(ProcessHandle handle, Duration grace) {
        if (!await(handle, grace)) {
            LOG.warn("Process {} did not stop within {} s, killing it", handle.pid(), grace.toSeconds());
            handle.destroyForcibly();
            await(handle, Duration.ofSeconds(5));
        }
    }

    private static boolean await(ProcessHandle handle, Duration time) {
        try {
            handle.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean runs(ProcessHandle handle, String program) {
        ProcessHandle.Info info = handle.info();
        return handle.isAlive()
                && (info.command().filter(command -> command.contains(program)).isPresent()
                        || info.commandLine().filter(line -> line.contains(program)).isPresent());
    }
}
