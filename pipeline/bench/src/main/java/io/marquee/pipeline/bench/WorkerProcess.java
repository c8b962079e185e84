package io.marquee.pipeline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} in a JVM of its own; it ends with this one, by the end of its input. */
final class WorkerProcess implements AutoCloseable {

    private final Contender contender;
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    WorkerProcess(Contender contender, String kafka, int parallelism, Path recordings) throws IOException {
        this.contender = contender;
        // Regions are as large as those of the local stack, for the reason that stands there.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=8m", "-XX:MaxDirectMemorySize=384m"));
        for (String name : List.of("java.util", "java.lang", "java.time", "java.net", "java.nio")) {
            command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
        }
        if (recordings != null) {
            command.add("-XX:+UnlockDiagnosticVMOptions");
            command.add("-XX:+DebugNonSafepoints");
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                    + recordings.resolve(contender.name().toLowerCase() + ".jfr"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(),
                contender.name(), kafka, Integer.toString(parallelism)));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        orders = new PrintStream(process.getOutputStream(), true);
        answers = process.inputReader();
    }

    /** Runs the job once; no distinct events means that it is only to get warm. */
    Result run(long records, long distinct, String jdbcUrl, String redisUri, Path folder) throws IOException {
        orders.println(records + " " + distinct + " " + jdbcUrl + " " + redisUri + " " + folder);
        String answer = answers.readLine();
        while (answer != null && !answer.matches("[0-9.E-]+ [0-9.E-]+ \\d+ \\d+")) {
            answer = answers.readLine(); // what a library had to say
        }
        if (answer == null) {
            throw new IOException("the process of " + contender + " ended");
        }
        return Result.parse(answer);
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
