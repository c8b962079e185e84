package io.marquee.stack.data;

import io.marquee.local.Folders;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Everything that a local stack keeps between runs, in one folder with a note of which layout it has. */
public final class DataFolder {

    /** The layout that this version reads and writes; it grows by 1 when an older folder can't be used as it is. */
    public static final int LAYOUT = 1;

    static final long LEAST_FREE_BYTES = 2L << 30;

    private static final String NOTE = "marquee.properties";
    private static final String POSTGRES_MAJOR = "18";
    private static final List<String> CONTENT =
            List.of(NOTE, "postgres", "kafka", "redis", "flink", "logs", "run", "secrets");

    private final Path root;

    private DataFolder(Path root) {
        this.root = root;
    }

    /** A data folder; nothing is read or made yet. */
    public static DataFolder at(Path root) {
        return new DataFolder(root.toAbsolutePath().normalize());
    }

    /**
     * Checks that the folder is a data folder, empty, or not there yet; touches nothing.
     *
     * @throws UserProblem when it holds something else
     */
    public void requireOurs() throws IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new UserProblem(root + " is not a folder: choose another with --data");
        }
        if (Files.exists(root) && !Files.exists(note())) {
            requireEmpty();
        }
    }

    /**
     * Makes the folder where it is missing, for its owner's eyes alone.
     *
     * @throws UserProblem when it cannot be made or written
     */
    public void make() {
        try {
            if (!Files.exists(root)) {
                Files.createDirectories(root);
                restrict(root);
            }
        } catch (IOException refused) {
            throw new UserProblem(root + " cannot be made: choose another folder with --data", refused);
        }
        if (!Files.isDirectory(root) || !Files.isWritable(root)) {
            throw new UserProblem(root + " is not a folder that can be written: choose another with --data");
        }
    }

    /**
     * Makes the folder where it is missing and checks that this version can use it.
     *
     * @throws UserProblem when the folder holds something else, or was made by another version
     */
    public void open() throws IOException {
        make();
        if (!Files.exists(note())) {
            requireEmpty();
            write(properties("layout", Integer.toString(LAYOUT)));
        }
        requireLayout();
        for (String part : CONTENT.subList(1, CONTENT.size())) {
            Files.createDirectories(root.resolve(part));
        }
        restrict(root.resolve("secrets"));
    }

    /**
     * Empties the folder of what a stack puts there.
     *
     * @throws UserProblem when it does not look like a data folder of Marquee
     */
    public void empty() throws IOException {
        requireOurs();
        for (String part : CONTENT) {
            Path path = root.resolve(part);
            if (Files.isDirectory(path)) {
                Folders.delete(path);
            } else {
                Files.deleteIfExists(path);
            }
        }
    }

    /**
     * Checks that there is room to work.
     *
     * @throws UserProblem when less than 2 GB are free
     */
    public void requireRoom() throws IOException {
        requireRoom(Files.getFileStore(root).getUsableSpace());
    }

    void requireRoom(long freeBytes) {
        if (freeBytes < LEAST_FREE_BYTES) {
            throw new UserProblem(("only %d MB are free on the disk of %s; Marquee needs 2 GB: make room, "
                    + "or choose another place with --data").formatted(freeBytes >> 20, root));
        }
    }

    /** The folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** The folder of a part, such as {@code postgres}. */
    public Path of(String part) {
        return root.resolve(part);
    }

    /** The log of a process, or of a server within the launcher. */
    public Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    /** A remark that an earlier run left, or the given value. */
    public String remark(String key, String otherwise) throws IOException {
        return read().getProperty(key, otherwise);
    }

    /** Leaves a remark for later runs. */
    public void remember(String key, String value) throws IOException {
        Properties all = read();
        all.setProperty(key, value);
        write(all);
    }

    private void requireLayout() throws IOException {
        String layout = read().getProperty("layout", "?");
        if (!layout.equals(Integer.toString(LAYOUT))) {
            throw new UserProblem(("%s was made by another version of Marquee (layout %s, this one has %d): "
                    + "use that version, choose another folder with --data, or empty it with --fresh")
                    .formatted(root, layout, LAYOUT));
        }
        Path version = root.resolve("postgres/cluster/PG_VERSION");
        if (Files.exists(version) && !Files.readString(version).strip().equals(POSTGRES_MAJOR)) {
            throw new UserProblem(("%s holds data of PostgreSQL %s, this version of Marquee runs %s: "
                    + "choose another folder with --data, or empty it with --fresh")
                    .formatted(root, Files.readString(version).strip(), POSTGRES_MAJOR));
        }
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> content = Files.list(root)) {
            // A run that was refused leaves no more than its lock file and its logs.
            if (content.anyMatch(path -> !FolderLock.isLockFile(path) && !path.equals(of("logs")))) {
                throw new UserProblem(
                        root + " is not empty and not a data folder of Marquee: choose another with --data");
            }
        }
    }

    private Path note() {
        return root.resolve(NOTE);
    }

    private Properties read() throws IOException {
        Properties all = new Properties();
        try (Reader reader = Files.newBufferedReader(note())) {
            all.load(reader);
        }
        return all;
    }

    private void write(Properties all) throws IOException {
        try (Writer writer = Files.newBufferedWriter(note())) {
            all.store(writer, "A data folder of Marquee; ./marquee up --fresh empties it");
        }
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }

    private static void restrict(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
