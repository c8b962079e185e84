package io.marquee.generator.simulate;

import io.marquee.generator.endpoint.DurationOption;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.http.ApiClient;
import io.marquee.generator.simulate.Figures.Count;
import io.marquee.generator.simulate.Listing.Showing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee simulate}: customers over the API, tills over Kafka. */
@Command(
        name = "simulate",
        sortOptions = false,
        description = {
            "Lets customers book over the API, and tills send sales to Kafka.",
            "Customers look, hold, think, pay, are sometimes declined, walk away or cancel. What is due comes when it "
                    + "is due, however slow the answers are; what could not be started in time is counted, and the end "
                    + "says so.",
            "Exits with 1 when an answer came that must not come; conflicts about a seat are normal. Exits with 0 "
                    + "though the rate was not reached, with --strict-rate with " + SimulateCommand.TOO_SLOW + "."
        })
public final class SimulateCommand extends StackCommand {

    static final int TOO_SLOW = 3;
    private static final int FAVOURITES = 5;

    @Option(names = "--customers", paramLabel = "RATE", defaultValue = "20",
            description = "Customers' actions per second; 0 for none (default: ${DEFAULT-VALUE}).")
    private double customers;

    @Option(names = "--tills", paramLabel = "RATE", defaultValue = "50",
            description = "Till sales per second; 0 for none (default: ${DEFAULT-VALUE}).")
    private double tills;

    @Option(names = "--watchers", paramLabel = "N", defaultValue = "0",
            description = "People who watch showings over WebSockets (default: ${DEFAULT-VALUE}).")
    private int watchers;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "5m", converter = DurationOption.class,
            description = "How long, such as 90s, 5m or 1h (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(names = "--seed", paramLabel = "N",
            description = "The same number lets customers make the same choices (default: random).")
    private Long seed;

    @Option(names = "--first-till", paramLabel = "N", defaultValue = "1",
            description = "Number of each theater's first till. Give a second simulation that runs at the same time "
                    + "other tills: tills number their sales (default: ${DEFAULT-VALUE}).")
    private int firstTill;

    @Option(names = "--day-length", paramLabel = "TIME", converter = DurationOption.class,
            description = "Let a day pass in this time, from six in the morning on, with quiet hours, matinees and a "
                    + "rush in the evening; the rates are then the means of a day (default: as busy all the time).")
    private Duration dayLength;

    @Option(names = "--premiere", paramLabel = "PERCENT", defaultValue = "0",
            description = "How many customers go for one and the same showing (default: none; a tenth go for one of "
                    + "a few).")
    private double premiere;

    @Option(names = "--tills-per-theater", paramLabel = "N", defaultValue = "3",
            description = "Tills of each theater (default: ${DEFAULT-VALUE}).")
    private int tillsPerTheater;

    @Option(names = "--refunds", paramLabel = "PERCENT", defaultValue = "3",
            description = "Till events that take tickets back (default: ${DEFAULT-VALUE}).")
    private double refunds;

    @Option(names = "--duplicates", paramLabel = "PERCENT", defaultValue = "0",
            description = "Till events that Kafka gets twice (default: ${DEFAULT-VALUE}).")
    private double duplicates;

    @Option(names = "--reorder", paramLabel = "PERCENT", defaultValue = "0",
            description = "Till events that are overtaken by up to 200 others (default: ${DEFAULT-VALUE}).")
    private double disorder;

    @Option(names = "--late", paramLabel = "PERCENT", defaultValue = "0",
            description = "Till events that are told an hour to three days after they happened (default: "
                    + "${DEFAULT-VALUE}).")
    private double late;

    @Option(names = "--broken", paramLabel = "PERCENT", defaultValue = "0",
            description = "Records that are no events, beside so many till events; they become dead letters (default: "
                    + "${DEFAULT-VALUE}).")
    private double broken;

    @Option(names = "--strict-rate",
            description = "Exit with " + TOO_SLOW
                    + " when more than 1 %% of what was due could not be started in time.")
    private boolean strictRate;

    @Option(names = "--tolerate-outages",
            description = "When the API cannot be reached or answers 502, 503 or 504, wait, try again and count it, "
                    + "instead of failing.")
    private boolean tolerateOutages;

    @Option(names = "--tolerate-resets",
            description = "When a connection is closed or reset before the answer came, ask the same again and count "
                    + "it as an outage; anything else, a 502 or 503 too, stays an error.")
    private boolean tolerateResets;

    @Override
    protected int run(Endpoints endpoints) throws InterruptedException {
        if (customers < 0 || tills < 0 || watchers < 0 || customers + tills + watchers == 0) {
            throw new ParameterException(
                    spec().commandLine(), "give --customers, --tills or --watchers a number above 0");
        }
        if (tillsPerTheater < 1) {
            throw new ParameterException(spec().commandLine(), "--tills-per-theater: give a number above 0");
        }
        if (dayLength != null && dayLength.isZero()) {
            throw new ParameterException(spec().commandLine(), "--day-length: give a time above 0");
        }
        Faults.Shares faults = new Faults.Shares(
                share("--duplicates", duplicates), share("--reorder", disorder), share("--late", late),
                share("--broken", broken));
        Patience patience =
                tolerateOutages ? Patience.OUTAGES : tolerateResets ? Patience.RESETS : Patience.NONE;
        double rush = share("--premiere", premiere);
        double takenBack = share("--refunds", refunds);
        DoubleSupplier rhythm = dayLength == null ? () -> 1 : new DayRhythm(dayLength);
        SplittableRandom random =
                new SplittableRandom(seed == null ? ThreadLocalRandom.current().nextLong() : seed);
        try (ApiClient api = new ApiClient(endpoints.api())) {
            Listing listing = Listing.load(api);
            if (listing.theaters().isEmpty()) {
                err().println(spec().qualifiedName() + ": nothing is shown: run ./marquee seed --demo first");
                return UNREACHABLE;
            }
            if (tills > 0) {
                requireKafka(endpoints);
            }
            Figures figures = new Figures();
            List<Showing> favourites =
                    Customers.favourites(listing, rush > 0 ? 1 : FAVOURITES, random.split());
            Habits habits = rush > 0 ? Habits.USUAL.withRush(rush) : Habits.USUAL;
            List<Runnable> work = new ArrayList<>();
            if (customers > 0) {
                work.add(new Customers(
                        api, listing, favourites, customers, rhythm, habits, patience, random.split(),
                        figures));
            }
            if (tills > 0) {
                Tills sellers = new Tills(
                        endpoints.kafka(), listing,
                        new Tills.Settings(tills, rhythm, tillsPerTheater, firstTill, takenBack, faults),
                        random.split(), figures);
                if (!sellers.canSell()) {
                    err().println(spec().qualifiedName() + ": nothing is shown today: run ./marquee seed --demo again");
                    return UNREACHABLE;
                }
                work.add(sellers);
            }
            Watchers onlookers = new Watchers(api, patience, figures);
            onlookers.start(watchers, favourites.isEmpty() ? listing.today() : favourites, random.split());
            try (EarlyEnd early = new EarlyEnd()) {
                follow(work, figures, early);
                onlookers.stop();
                figures.summary(out());
            }
            if (figures.of(Count.ERRORS) > 0) {
                return 1;
            }
            return strictRate && figures.shareNotStarted() > Figures.KEPT_UP ? TOO_SLOW : 0;
        }
    }

    private double share(String option, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new ParameterException(spec().commandLine(), option + ": give a number from 0 to 100");
        }
        return percent / 100;
    }

    private void follow(List<Runnable> work, Figures figures, EarlyEnd early) throws InterruptedException {
        List<Thread> threads = work.stream().map(part -> new Thread(part, "simulate")).toList();
        threads.forEach(Thread::start);
        boolean terminal = System.console() != null;
        long step = TimeUnit.SECONDS.toNanos(terminal ? 1 : 10);
        long end = System.nanoTime() + duration.toNanos();
        boolean asked = false;
        for (long left = duration.toNanos(); left > 0 && !asked; left = end - System.nanoTime()) {
            asked = early.await(Math.min(step, left));
            out().print(terminal ? "\r" + figures.line() + " " : figures.line() + System.lineSeparator());
            out().flush();
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
