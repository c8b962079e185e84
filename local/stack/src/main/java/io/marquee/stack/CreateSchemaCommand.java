package io.marquee.stack;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.sql.Schema;
import picocli.CommandLine.Command;

/** {@code marquee create-schema}. */
@Command(
        name = "create-schema",
        sortOptions = false,
        description = "Brings a database to the schema of this version. up and the API do the same when they start; "
                + "this is for a database of your own, given by --postgres.")
final class CreateSchemaCommand extends StackCommand {

    @Override
    protected int run(Endpoints endpoints) throws Exception {
        connect(endpoints).close();
        int applied = Schema.migrate(endpoints.dataSource());
        out().println(applied == 0 ? "the schema was up to date" : applied + " migrations applied");
        out().flush();
        return 0;
    }
}
