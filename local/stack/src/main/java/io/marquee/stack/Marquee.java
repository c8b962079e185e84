package io.marquee.stack;

import io.marquee.generator.audit.AuditCommand;
import io.marquee.generator.deadletters.DeadLettersCommand;
import io.marquee.generator.imports.ImportCommand;
import io.marquee.generator.measure.BenchCommand;
import io.marquee.generator.seed.SeedCommand;
import io.marquee.generator.simulate.SimulateCommand;
import io.marquee.stack.rebuild.RebuildCommand;
import io.marquee.stack.up.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of Marquee: {@code marquee <command>}. */
@Command(
        name = "marquee",
        description = "Live cinema booking and box-office analytics.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            SeedCommand.class,
            SimulateCommand.class,
            ImportCommand.class,
            AuditCommand.class,
            DeadLettersCommand.class,
            RebuildCommand.class,
            BenchCommand.class,
            CreateSchemaCommand.class,
            CreateMonthlyPartitionsCommand.class
        },
        footer = {"", "Each command tells more with --help."})
public final class Marquee implements Runnable {

    private static final String LOGGING = "logback.configurationFile";

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    private Marquee() {}

    public static void main(String[] arguments) {
        boolean up = arguments.length > 0 && arguments[0].equals("up");
        System.setProperty(LOGGING, "io/marquee/stack/" + (up ? "logging-up.xml" : "logging-command.xml"));
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, none run yet. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Marquee());
        line.getSubcommands().get("bench").addSubcommand(new PipelineBenchCommand());
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command");
    }
}
