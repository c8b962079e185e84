package io.marquee.generator.seed;

import io.marquee.generator.delivery.StreamClock;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.endpoint.UnreachableException;
import io.marquee.generator.history.History;
import io.marquee.generator.history.HistoryOptions;
import io.marquee.generator.history.HistorySeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee seed}: puts a catalogue and a history of sales in, or the demo catalogue. */
@Command(
        name = "seed",
        sortOptions = false,
        description = {
            "Puts theaters and movies into the catalogue, and a history of their sales through Kafka and the pipeline. "
                    + "With the usual options that is a year of a large chain.",
            "It can be stopped and begun again at any moment, and running it twice adds nothing twice. The same "
                    + "options give the same history.",
            "Exits with 1 when the pipeline would refuse the days, or does not count what was sent."
        })
public final class SeedCommand extends StackCommand {

    @Option(names = "--demo", description = "The demo catalogue instead: theaters in real cities, movies, and "
            + "showtimes for the coming week; on a later day it adds the showtimes that came since.")
    private boolean demo;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "" + DemoCatalogue.DEFAULT_SEED,
            description = "The same number gives the same catalogue and history (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--theaters", paramLabel = "N", defaultValue = "1000",
            description = "How many theaters (default: ${DEFAULT-VALUE}).")
    private int theaters;

    @Option(names = "--movies", paramLabel = "N", defaultValue = "20000",
            description = "How many movies (default: ${DEFAULT-VALUE}).")
    private int movies;

    @Option(names = "--sales", paramLabel = "N", defaultValue = "3600000",
            description = "How many sales and refunds; 0 for the catalogue alone (default: ${DEFAULT-VALUE}).")
    private long sales;

    @Option(names = "--from", paramLabel = "DATE", defaultValue = "2024-01-01",
            description = "First day of the history (default: ${DEFAULT-VALUE}).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", defaultValue = "2024-12-31",
            description = "Last day of the history (default: ${DEFAULT-VALUE}).")
    private LocalDate to;

    @Option(names = "--no-wait", description = "Do not wait until the totals are in PostgreSQL.")
    private boolean noWait;

    @Option(names = "--retention", paramLabel = "DAYS", defaultValue = "" + StreamClock.USUAL_RETENTION_DAYS,
            description = "How long the pipeline keeps days, as the box-office job was told (default: "
                    + "${DEFAULT-VALUE}).")
    private int retention;

    @Override
    protected int run(Endpoints endpoints) throws SQLException, InterruptedException {
        try (Connection connection = connect(endpoints)) {
            connection.createStatement().execute("SELECT 1 FROM showtime LIMIT 1");
        } catch (SQLException refused) {
            throw new UnreachableException(
                    "the database at " + endpoints.postgres() + " has no schema yet: ./marquee up makes it", refused);
        }
        return demo ? demo(endpoints) : history(endpoints);
    }

    private int demo(Endpoints endpoints) throws SQLException {
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

    private int history(Endpoints endpoints) throws SQLException, InterruptedException {
        HistoryOptions options = new HistoryOptions(seed, theaters, movies, sales, from, to);
        String wrong = wrong(options, LocalDate.now(Clock.systemUTC()));
        if (wrong != null) {
            throw new ParameterException(spec().commandLine(), wrong);
        }
        requireKafka(endpoints);
        return switch (new HistorySeed(options, endpoints, out()).run(retention, !noWait)) {
            case DONE -> 0;
            case TOO_LATE -> 1;
            case NOT_COUNTED -> {
                err().println(spec().qualifiedName() + ": Kafka has all sales, but the pipeline has counted none for "
                        + "90 s: look at the job box-office in Flink's web UI");
                yield 1;
            }
        };
    }

    private static String wrong(HistoryOptions options, LocalDate today) {
        if (options.theaters() < 1 || options.theaters() > 100_000) {
            return "--theaters: give a number from 1 to 100000";
        }
        if (options.movies() < 1 || options.movies() > 500_000) {
            return "--movies: give a number from 1 to 500000";
        }
        if (options.to().isBefore(options.from())) {
            return "--to: " + options.to() + " is before " + options.from() + ", the day of --from";
        }
        if (options.from().isBefore(LocalDate.of(1990, 1, 1))) {
            return "--from: give a day from 1990-01-01 on";
        }
        if (!options.to().isBefore(today)) {
            return "--to: " + options.to() + " is not over yet; the pipeline refuses what has not happened";
        }
        long mostADay = History.MOST_A_DAY;
        if (options.sales() < 0 || options.sales() / (options.to().toEpochDay() - options.from().toEpochDay() + 1)
                >= mostADay) {
            return "--sales: give a number from 0 to " + mostADay + " for each day";
        }
        return null;
    }
}
