package io.marquee.stack.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir
    Path folder;

    /** A program that runs until it is stopped. */
    public static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("waiting " + String.join(" ", arguments));
            new CountDownLatch(1).await();
        }
    }

    /** A program that fails at once. */
    public static final class Failing {
        private Failing() {}

        public static void main(String[] arguments) {
            throw new IllegalStateException("no luck today");
        }
    }

    @Test
    void endsWhenItsParentIsGone() throws Exception {
        Process process = new ProcessBuilder(command(Waiting.class)).start();
        assertThat(process.inputReader().readLine()).isEqualTo("waiting for this");

        process.getOutputStream().close(); // what the system does when the parent dies

        assertThat(process.waitFor(30, SECONDS)).isTrue();
    }

    @Test
    void tellsItsLastWords() throws Exception {
        ChildProcess child = ChildProcess.start(recipe(Failing.class));

        assertThat(child.onExit().get(30, SECONDS)).isEqualTo(1);
        await()
                .untilAsserted(() -> assertThat(child.lastWords()).contains("no luck today").contains("child.log"));
    }

    @Test
    void stopsWhenAsked() throws IOException {
        ChildProcess child = ChildProcess.start(recipe(Waiting.class));

        child.stop(Duration.ofSeconds(20));

        assertThat(child.isAlive()).isFalse();
        assertThat(folder.resolve("child.pid")).doesNotExist();
    }

    @Test
    void isFoundAndClearedByALaterLauncher() throws IOException {
        ChildProcess child = ChildProcess.start(recipe(Waiting.class));

        assertThat(ChildProcess.clearLeftover(folder, "child")).contains(child.pid());

        assertThat(child.isAlive()).isFalse();
        assertThat(ChildProcess.clearLeftover(folder, "child")).isEmpty();
    }

    @Test
    void isNotTakenForAnotherProcessOfTheSameId() throws IOException {
        Files.writeString(folder.resolve("child.pid"), ProcessHandle.current().pid() + " 2020-01-01T00:00:00Z\n");

        assertThat(ChildProcess.clearLeftover(folder, "child")).isEmpty();
    }

    private ChildProcess.Recipe recipe(Class<?> program) {
        return new ChildProcess.Recipe(
                "child", command(program), Map.of(), folder, folder.resolve("child.log"), folder);
    }

    private static List<String> command(Class<?> program) {
        Path classes = Path.of(ParentWatch.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Path tests = Path.of(program.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<String> command = new JavaCommand(program.getName(), "for", "this").options("-Xmx32m").build();
        command.set(command.indexOf("-cp") + 1, classes + ":" + tests);
        return command;
    }
}
