package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** {@code marquee up} as a process of its own, on free ports and a given data folder. */
final class RunningStack implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofMinutes(4);

    private final Process process;
    private final Path output;
    private final Path data;

    private RunningStack(Process process, Path output, Path data) {
        this.process = process;
        this.output = output;
        this.data = data;
    }

    /** Starts it and waits until it says that it is ready. */
    static RunningStack start(Path data) throws IOException {
        Path output = Files.createTempFile("marquee-up", ".log");
        RunningStack stack = new RunningStack(up(data, output), output, data);
        try {
            await().atMost(READY_LIMIT)
                    .until(() -> stack.output().contains("Marquee is ready") || !stack.process.isAlive());
            assertThat(stack.output()).contains("Marquee is ready");
        } catch (Throwable e) {
            stack.close();
            throw new AssertionError("up did not come up:\n" + stack.output(), e);
        }
        return stack;
    }

    /** Starts {@code up} and returns at once. */
    static Process up(Path data, Path output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
        for (String part : List.of("api", "flink", "postgres", "kafka", "redis")) {
            arguments.addAll(Arrays.asList("--" + part + "-port", "0"));
        }
        return marquee(output, arguments);
    }

    /** Runs another command on the stack of this data folder; what it printed. */
    static String command(Path data, Path output, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        Process command = marquee(output, all);
        assertThat(command.waitFor(3, TimeUnit.MINUTES)).as(String.join(" ", arguments)).isTrue();
        return Files.readString(output);
    }

    /** Starts the command line as the script does. */
    static Process marquee(Path output, List<String> arguments) throws IOException {
        Path module = Path.of("").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx448m",
                "-Dmarquee.home=" + module.getParent().getParent(),
                "-cp",
                module.resolve("target/marquee-local.jar") + File.pathSeparator + module.resolve("target/lib/*"),
                "io.marquee.stack.Marquee"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    /** The address of a part, as other commands find it. */
    String endpoint(String part) throws IOException {
        Properties endpoints = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("run/endpoints.properties"))) {
            endpoints.load(reader);
        }
        return endpoints.getProperty(part);
    }

    /** What it has printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Stops it by SIGTERM and waits until it is gone. */
    void stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("stopped after SIGTERM").isTrue();
    }

    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
