package io.marquee.generator.seed;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.endpoint.UnreachableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee seed}: puts a catalogue into the database. */
@Command(
        name = "seed",
        sortOptions = false,
        description = "Puts a catalogue into the database. Running it again adds nothing twice; on a later day it adds "
                + "the showtimes of the coming week.")
public final class SeedCommand extends StackCommand {

    @Option(names = "--demo", description = "Theaters in real cities, movies, and showtimes for the coming week.")
    private boolean demo;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "" + DemoCatalogue.DEFAULT_SEED,
            description = "The same number gives the same catalogue (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    protected int run(Endpoints endpoints) throws SQLException {
        if (!demo) {
            throw new ParameterException(spec().commandLine(), "say what to put in: --demo");
        }
        try (Connection connection = connect(endpoints)) {
            connection.createStatement().execute("SELECT 1 FROM showtime LIMIT 1");
        } catch (SQLException refused) {
            throw new UnreachableException(
                    "the database at " + endpoints.postgres() + " has no schema yet: ./marquee up makes it", refused);
        }
        long begin = System.nanoTime();
        DemoCatalogue.Added added = DemoCatalogue.load(endpoints.dataSource(), seed, Clock.systemUTC());
        out().printf(
                Locale.ROOT,
                "added %,d theaters, %,d auditoriums, %,d movies, %,d actors, %,d showtimes in %.1f s%n",
                added.theaters(), added.auditoriums(), added.movies(), added.actors(), added.showtimes(),
                (System.nanoTime() - begin) / 1e9);
        out().flush();
        return 0;
    }
}
