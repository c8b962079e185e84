package io.marquee.generator.measure;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code marquee bench}: measurements. */
@Command(
        name = "bench",
        description = "Measures a running stack, or the pipeline alone.",
        subcommands = {
            BookingsCommand.class, SeatLatencyCommand.class, RushCommand.class, ImportBenchCommand.class,
            ReportsCommand.class})
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to measure: " + String.join(", ", spec.subcommands().keySet()));
    }
}
