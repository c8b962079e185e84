package io.marquee.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers a process for a later run of the launcher. Ids are given out again, so the start time must match as well.
 */
public final class PidFile {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    public PidFile(Path file) {
        this.file = file;
    }

    /** Notes a process that has just been started. */
    public void write(ProcessHandle process) throws IOException {
        String started = process.info().startInstant().map(Instant::toString).orElse("");
        Files.writeString(file, process.pid() + " " + started + "\n");
    }

    /** Forgets the process. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The noted process, if that very process still runs. */
    public Optional<ProcessHandle> find() {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            if (words.length < 2) {
                return Optional.empty();
            }
            Instant started = Instant.parse(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info().startInstant()
                            .map(actual -> Duration.between(started, actual).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                            .orElse(false));
        } catch (IOException | RuntimeException e) { // missing, cut off or not ours: nothing to find
            return Optional.empty();
        }
    }
}
