package io.marquee.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A real Redis server in a folder of its own, on the loopback interface, with an append-only file that is synced every
 * second. What the server prints goes to the log of this class.
 *
 * <p>One process at a time may use a data folder; a server that outlived an earlier process is stopped first.
 */
public final class RedisServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String PROGRAM = "redis-server";
    private static final int TEXT_FILE_BUSY = 26; // ETXTBSY

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it has loaded its data. The program is unpacked into the folder too.
     *
     * @param dataFolder where the data stays between runs
     * @param port the TCP port, or 0 for any free one
     * @throws IOException when the server does not come up within a minute, or the port is taken
     */
    public static RedisServer start(Path dataFolder, int port) throws IOException {
        return start(dataFolder, port, dataFolder.resolve("bin"));
    }

    /**
     * Starts a server with the program in a folder that servers may share.
     *
     * @param programs where the program is unpacked, once
     */
    public static RedisServer start(Path dataFolder, int port, Path programs) throws IOException {
        Path folder = Files.createDirectories(dataFolder.toAbsolutePath());
        Path pidFile = folder.resolve("redis.pid");
        LeftoverProcess.clear(pidFile, PROGRAM, ProcessHandle::destroy);
        int chosen = FreePort.orFree(port);
        Process process = new ProcessBuilder(OwnSession.command(List.of(
                        program(programs).toString(),
                        "--bind", "127.0.0.1",
                        "--port", Integer.toString(chosen),
                        "--dir", folder.toString(),
                        "--pidfile", pidFile.toString(),
                        "--daemonize", "no",
                        "--appendonly", "yes",
                        "--appendfsync", "everysec",
                        "--save", "",
                        "--tcp-keepalive", "60")))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        logOutput(process, chosen);
        RedisServer server = new RedisServer(process, chosen);
        try {
            server.awaitReady();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Stops a server that an earlier process left running on this folder; nothing happens where there is none. */
    public static void stopLeftover(Path dataFolder) throws IOException {
        LeftoverProcess.clear(dataFolder.toAbsolutePath().resolve("redis.pid"), PROGRAM, ProcessHandle::destroy);
    }

    /** The TCP port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The address in the form that clients take, {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The process id of the server. */
    public long pid() {
        return process.pid();
    }

    /** The process, to see when it ends. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Stops the server; its data is on disk. */
    @Override
    public void close() {
        process.destroy();
        LeftoverProcess.end(process.toHandle(), STOP_LIMIT);
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IOException("Redis ended with code " + process.exitValue() + " when started on port "
                            + port + "; its log says why");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Redis was starting", e);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Redis did not answer on port " + port + " within " + START_LIMIT.toSeconds()
                        + " s");
            }
        }
    }

    private boolean answers() {
        try (Jedis client = new Jedis("127.0.0.1", port)) {
            // Another server may sit on this port while ours is about to fail for it
            return client.info("server").contains("process_id:" + process.pid()) && "PONG".equals(client.ping());
        } catch (JedisConnectionException | JedisDataException e) { // not up, or still loading
            return false;
        }
    }

    private static void logOutput(Process process, int port) {
        Thread reader = new Thread(() -> {
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(line -> LOG.info(line));
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("Redis on port {} closed its output", port);
            }
        });
        reader.setName("redis-" + port + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private static Path program(Path programs) throws IOException {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new IOException("there is no embedded Redis for " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch"));
        }
        Path program = programs.toAbsolutePath().resolve(Path.of(resource).getFileName().toString());
        if (!Files.isExecutable(program)) {
            // Unpacked aside and moved, so that a program that is there is whole
            Files.createDirectories(programs);
            Path aside = Files.createTempDirectory(programs, "unpack");
            File unpacked = ExecutableProvider.newJarResourceProvider(aside.toFile()).get();
            awaitExecutable(unpacked.toPath());
            Files.move(unpacked.toPath(), program, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(aside);
        }
        return program;
    }

    /**
     * Waits until the system executes a program that this process has just written. A process that another thread
     * began meanwhile has the file open for writing until it becomes its own program, and as long the text file is
     * busy.
     */
    private static void awaitExecutable(Path program) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                new ProcessBuilder(program.toString(), "--version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return;
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("error=" + TEXT_FILE_BUSY + ",")
                        || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }
}
