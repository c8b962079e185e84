package io.marquee.stack.flink;

import io.marquee.local.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The savepoints and retained checkpoints of one job, each a folder with a {@code _metadata} file, which Flink writes
 * last.
 */
public final class RestorePoints {

    /** {@code <job id>/chk-<n>/_metadata} is the deepest. */
    private static final int DEPTH = 3;

    private static final int KEPT = 3;
    private static final String METADATA = "_metadata";

    private final Path savepoints;
    private final Path checkpoints;

    /** Those below the folder of a cluster, for the job of this name. */
    public RestorePoints(Path flinkFolder, String job) {
        this.savepoints = flinkFolder.resolve("savepoints").resolve(job);
        this.checkpoints = flinkFolder.resolve("checkpoints").resolve(job);
    }

    /** Where the job puts its savepoints, as a URI. */
    public String savepointTarget() {
        return savepoints.toUri().toString();
    }

    /** Where the job puts its checkpoints, as a URI. */
    public String checkpointTarget() {
        return checkpoints.toUri().toString();
    }

    /** The newest complete one. */
    public Optional<Path> newest() throws IOException {
        return newestFirst().stream().findFirst();
    }

    /**
     * Goes on from the savepoint of another job: moves it here, and deletes all others, which lead back to totals that
     * are no longer there. Only while the job does not run. Nothing happens when it was moved before.
     *
     * @return where it is now
     */
    public Path adopt(Path savepoint) throws IOException {
        Path own = savepoints.resolve(savepoint.getFileName());
        if (Files.exists(savepoint) && !savepoint.equals(own)) {
            Files.createDirectories(savepoints);
            Files.move(savepoint, own, StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.exists(own.resolve(METADATA))) {
            throw new IOException("savepoint " + own + " is gone");
        }
        for (Path folder : List.of(savepoints, checkpoints)) {
            for (Path unit : children(folder)) {
                if (!unit.equals(own)) {
                    Folders.delete(unit);
                }
            }
        }
        return own;
    }

    /** Deletes all of them. Only while the job does not run. */
    public void clear() throws IOException {
        for (Path folder : List.of(savepoints, checkpoints)) {
            if (Files.exists(folder)) {
                Folders.delete(folder);
            }
        }
    }

    /**
     * Deletes what is older than the newest three. A checkpoint shares files with others of its run, so runs are
     * deleted as a whole. Only while the job does not run.
     */
    public void prune() throws IOException {
        List<Path> kept = newestFirst().stream().map(this::unit).distinct().limit(KEPT).toList();
        for (Path folder : List.of(savepoints, checkpoints)) {
            for (Path unit : children(folder)) {
                if (!kept.contains(unit)) {
                    Folders.delete(unit);
                }
            }
        }
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> all = Stream.concat(metadata(savepoints), metadata(checkpoints))) {
            return all.sorted(Comparator.comparing(RestorePoints::written).reversed()).map(Path::getParent).toList();
        }
    }

    /** The folder that is deleted as a whole: a savepoint, or all checkpoints of one run. */
    private Path unit(Path point) {
        return point.startsWith(savepoints) ? point : point.getParent();
    }

    private static Stream<Path> metadata(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? Files.find(folder, DEPTH, (path, attributes) ->
                        path.getFileName().toString().equals(METADATA) && attributes.size() > 0)
                : Stream.empty();
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static FileTime written(Path metadata) {
        try {
            return Files.getLastModifiedTime(metadata);
        } catch (IOException e) { // deleted meanwhile
            return FileTime.fromMillis(0);
        }
    }
}
