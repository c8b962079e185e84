package io.marquee.generator.measure;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.measure.BenchTheater.Hall;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee bench bookings}: how many bookings a second, over the API and without it. */
@Command(
        name = "bookings",
        sortOptions = false,
        description = {
            "Holds seats and pays for them, one each, as fast as it can: over the API, and in turn by the same "
                    + "statements sent bare to PostgreSQL; spread over showings, and all on one.",
            "Both sell for real, in a theater of their own (Marquee Benchmark), and their events go to Kafka and into "
                    + "the totals: use a stack that is made for it. Each figure is the median of the rounds."
        })
public final class BookingsCommand extends StackCommand {

    @Option(names = "--clients", paramLabel = "N", split = ",", defaultValue = "16,64",
            description = "How many clients at once, one after the other (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients;

    @Option(names = "--showings", paramLabel = "N", defaultValue = "50",
            description = "Over how many showings they spread (default: ${DEFAULT-VALUE}).")
    private int showings;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "How often each is measured, in turn (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
            description = "How long each measurement lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "10",
            description = "How many seconds each way of selling is warmed up before (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    private record Case(int clients, boolean oneShowing) {}

    /** Bookings per second of each round, and how long each booking took, in microseconds. */
    private static final class Figures {
        private final List<Double> rates = new ArrayList<>();
        private final Histogram latency = new Histogram(3);

        double median() {
            List<Double> sorted = rates.stream().sorted().toList();
            return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        }

        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1e3;
        }
    }

    /** Makes the client of a number. */
    private interface Sellers {
        Seller open() throws Exception;
    }

    @Override
    protected int run(Endpoints endpoints) throws Exception {
        if (clients.stream().anyMatch(n -> n < 1) || showings < 1 || rounds < 1 || seconds < 1 || warmUp < 0) {
            throw new ParameterException(spec().commandLine(), "all numbers must be above 0");
        }
        List<String> tokens = guests(endpoints.api());
        try (Connection connection = connect(endpoints)) {
            BenchTheater theater = BenchTheater.open(connection);
            List<Hall> spread = new ArrayList<>();
            for (int i = 0; i < showings; i++) {
                spread.add(theater.newHall());
            }
            Sellers http = () -> new HttpSeller(endpoints.api(), tokens);
            Sellers jdbc = () -> new JdbcSeller(connect(endpoints));
            if (warmUp > 0) {
                measure(http, clients.get(0), spread, warmUp, new Figures());
                measure(jdbc, clients.get(0), spread, warmUp, new Figures());
            }
            Map<Case, Figures[]> results = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (int number : clients) {
                    for (boolean one : new boolean[] {false, true}) {
                        Figures[] pair = results.computeIfAbsent(
                                new Case(number, one), unused -> new Figures[] {new Figures(), new Figures()});
                        measure(http, number, one ? List.of(theater.newHall()) : spread, seconds, pair[0]);
                        measure(jdbc, number, one ? List.of(theater.newHall()) : spread, seconds, pair[1]);
                    }
                }
            }
            print(results);
        }
        return 0;
    }

    private static List<String> guests(String api) throws Exception {
        List<String> tokens = new ArrayList<>();
        try (PlainHttp http = new PlainHttp(api)) {
            for (int i = 0; i < BenchTheater.HOLDERS; i++) {
                String answer = http.post("/auth/guest", null, "");
                if (http.status() >= 300) {
                    throw new IllegalStateException("POST /auth/guest answered " + http.status() + " " + answer);
                }
                tokens.add(HttpSeller.field(answer, "access_token"));
            }
        }
        return tokens;
    }

    private static void measure(Sellers sellers, int clients, List<Hall> halls, int seconds, Figures figures)
            throws Exception {
        List<Seller> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            for (int i = 0; i < clients; i++) {
                all.add(sellers.open());
            }
            AtomicInteger turn = new AtomicInteger();
            long begin = System.nanoTime();
            long end = begin + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Histogram>> running = new ArrayList<>();
            for (Seller seller : all) {
                Callable<Histogram> work = () -> sell(seller, halls, turn, end);
                running.add(threads.submit(work));
            }
            long sold = 0;
            for (Future<Histogram> one : running) {
                sold += one.get().getTotalCount();
                figures.latency.add(one.get());
            }
            figures.rates.add(sold * 1e9 / (System.nanoTime() - begin));
        } finally {
            threads.shutdownNow();
            for (Seller seller : all) {
                seller.close();
            }
        }
    }

    private static Histogram sell(Seller seller, List<Hall> halls, AtomicInteger turn, long end) throws Exception {
        Histogram latency = new Histogram(3);
        for (long now = System.nanoTime(); now < end; ) {
            if (!halls.get(Math.floorMod(turn.getAndIncrement(), halls.size())).sell(seller)) {
                break; // sold out: the rate counts the time until then
            }
            long after = System.nanoTime();
            latency.recordValue(TimeUnit.NANOSECONDS.toMicros(after - now));
            now = after;
        }
        return latency;
    }

    private void print(Map<Case, Figures[]> results) {
        out().printf("%n  %-26s %10s %10s %7s   %s%n",
                "held and paid a second", "HTTP", "JDBC", "ratio", "HTTP: median, p99 of a booking");
        results.forEach((one, pair) -> out().printf(Locale.ROOT,
                "  %-26s %10.0f %10.0f %7.2f   %.0f ms, %.0f ms%n",
                one.clients + " clients, " + (one.oneShowing ? "1 showing" : showings + " showings"),
                pair[0].median(), pair[1].median(), pair[0].median() / pair[1].median(),
                pair[0].millis(50), pair[0].millis(99)));
        out().flush();
    }
}
