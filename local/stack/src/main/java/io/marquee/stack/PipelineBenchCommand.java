package io.marquee.stack;

import io.marquee.stack.up.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code marquee bench pipeline}: runs the pipeline's benchmark, a program of its own with Flink on its class path. */
@Command(
        name = "pipeline",
        description = "Measures the box office job on servers of its own; needs no running stack.")
final class PipelineBenchCommand implements Callable<Integer> {

    private static final String MAIN = "io.marquee.pipeline.bench.PipelineBench";

    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = Installation.current().root().resolve("pipeline/bench/target");
        if (!Files.exists(target.resolve("lib"))) {
            spec.commandLine().getErr().println(target + " is missing: build it with mvn package -DskipTests");
            return 1;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx448m",
                "-cp", target.resolve("marquee-pipeline-bench.jar") + File.pathSeparator + target.resolve("lib/*"),
                MAIN));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
