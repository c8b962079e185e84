package io.marquee.generator.imports;

import io.marquee.events.Topics;
import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.StreamClock;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code marquee import}: sales history from elsewhere. */
@Command(
        name = "import",
        sortOptions = false,
        description = {
            "Imports sales from a CSV file. Rows that fit the schema go through Kafka and the pipeline like any sale; "
                    + "rows that do not go to the table validation_log, with file, line, column, value and reason.",
            "Importing a file twice, or again after it was stopped or killed, changes nothing: a file is what its "
                    + "bytes are, whatever its name. A file that has grown since adds its new lines. To mend refused "
                    + "rows, import them as a file of their own. Sort a file that spans more than a year by time.",
            "Exits with 0 when the file was read to its end, 1 when it is broken, a strict import stopped, a dry run "
                    + "found something, or the pipeline does not count, 2 when a server is not there."
        })
public final class ImportCommand extends StackCommand {

    @Parameters(paramLabel = "FILE.csv", arity = "0..1", description = "The file; the first line names the columns.")
    private Path file;

    @Option(names = "--schema", paramLabel = "FILE.yaml",
            description = "What the columns mean and must be (default: see --print-schema).")
    private Path schema;

    @Option(names = "--print-schema", description = "Print the default schema, which documents itself, and exit.")
    private boolean printSchema;

    @Option(names = "--strict", description = "Stop at the first row that does not fit. Rows before it were sent.")
    private boolean strict;

    @Option(names = "--dry-run", description = "Only look: send nothing, write nothing.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait until the totals are in PostgreSQL.")
    private boolean noWait;

    @Option(names = "--retention", paramLabel = "DAYS", defaultValue = "" + StreamClock.USUAL_RETENTION_DAYS,
            description = "How long the pipeline keeps days, as the box-office job was told (default: "
                    + "${DEFAULT-VALUE}).")
    private int retention;

    @Override
    protected int run(Endpoints endpoints) throws SQLException, InterruptedException {
        if (printSchema) {
            out().print(ImportSchema.defaultText());
            out().flush();
            return 0;
        }
        if (file == null) {
            throw new ParameterException(spec().commandLine(), "say which file");
        }
        try (Connection connection = connect(endpoints);
                SalesTopic topic = dryRun ? null : new SalesTopic(endpoints.kafka(), Topics.SALES)) {
            CsvImport.Result result = new CsvImport(connection, Clock.systemUTC(), out())
                    .run(file, new CsvImport.Options(schema, strict, dryRun, retention), topic);
            summary(result);
            if (result.stoppedAt() != null) {
                Rejection first = result.stoppedAt();
                err().printf("%s: stopped at line %d: %s '%s' %s%n", spec().qualifiedName(), first.line(),
                        first.column(), first.value(), first.reason());
                return 1;
            }
            if (result.sent() > 0 && !noWait && !result.catchUp().await(topic, result.sent(), out())) {
                err().println(spec().qualifiedName() + ": Kafka has all sales, but the pipeline has counted none for "
                        + "90 s: look at the job box-office in Flink's web UI");
                return 1;
            }
            return dryRun && result.refused() > 0 ? 1 : 0;
        } catch (BrokenFile | IOException broken) {
            err().println(spec().qualifiedName() + ": "
                    + (broken instanceof BrokenFile ? broken.getMessage() : broken.toString()));
            return 1;
        }
    }

    private void summary(CsvImport.Result result) {
        out().printf(
                Locale.ROOT,
                "%,d rows in %.1f s (%,.0f/s): %,d sales %s, %,d in Kafka already, %,d rows refused%n",
                result.rows(), result.seconds(), result.rows() / Math.max(0.001, result.seconds()),
                dryRun ? result.valid() : result.sent(), dryRun ? "would be sent" : "sent",
                dryRun ? 0 : result.valid() - result.sent(), result.refused());
        result.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(20)
                .forEach(reason -> out().printf(Locale.ROOT, "  %,10d  %s%n", reason.getValue(), reason.getKey()));
        if (result.refused() > 0 && !dryRun) {
            out().printf("  each of them: SELECT * FROM validation_log WHERE import_id = '%s' ORDER BY line%n",
                    result.id());
        }
        out().flush();
    }
}
