package io.marquee.stack.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A log file that a process's output is copied to. When it is full it becomes {@code name.1}, and so on. */
public final class RotatingLog implements AutoCloseable {

    private final Path file;
    private final long limit;
    private final int kept;
    private OutputStream output;
    private long size;

    /**
     * Opens a log to append to.
     *
     * @param file the newest file
     * @param limit how many bytes a file may have
     * @param kept how many older files stay, at least 1
     */
    public RotatingLog(Path file, long limit, int kept) throws IOException {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
        open();
    }

    /** Copies a stream until it ends, on the caller's thread. */
    public void copy(InputStream input) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            append(buffer, read);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        output.close();
    }

    /** The last lines of a log file; none when there is no file. */
    public static List<String> tail(Path file, int lines) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> {
                last.addLast(line);
                if (last.size() > lines) {
                    last.removeFirst();
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return List.copyOf(last);
        }
        return List.copyOf(last);
    }

    private synchronized void append(byte[] bytes, int length) throws IOException {
        if (size > 0 && size + length > limit) {
            rotate();
        }
        output.write(bytes, 0, length);
        size += length;
    }

    private void rotate() throws IOException {
        output.close();
        for (int n = kept - 1; n >= 1; n--) {
            if (Files.exists(numbered(n))) {
                Files.move(numbered(n), numbered(n + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        open();
    }

    private void open() throws IOException {
        output = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
    }

    private Path numbered(int n) {
        return file.resolveSibling(file.getFileName() + "." + n);
    }
}
