package io.marquee.generator.measure;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.Answer;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.http.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee bench rush}: many clients at once on one seat. */
@Command(
        name = "rush",
        sortOptions = false,
        description = {
            "Lets many clients hold one and the same seat at once, and counts the answers.",
            "Exits with 1 unless exactly one gets it (201) and all others are told so (409)."
        })
public final class RushCommand extends StackCommand {

    @Option(names = "--clients", paramLabel = "N", defaultValue = "200",
            description = "How many clients, each with a token of its own (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1",
            description = "How many seats, one after the other (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    protected int run(Endpoints endpoints) {
        if (clients < 1 || rounds < 1) {
            throw new ParameterException(spec().commandLine(), "--clients and --rounds must be above 0");
        }
        try (ApiClient api = new ApiClient(endpoints.api())) {
            List<FreeSeats> halls = FreeSeats.find(api, 1, rounds);
            if (halls.stream().mapToInt(hall -> hall.seats().size()).sum() < rounds) {
                err().println(spec().qualifiedName() + ": too few seats are free tomorrow");
                return UNREACHABLE;
            }
            List<String> tokens = guests(api);
            boolean clean = true;
            for (int round = 0; round < rounds; round++) {
                int seat = round;
                FreeSeats hall = halls.get(0);
                for (int i = 0; seat >= hall.seats().size(); hall = halls.get(++i)) {
                    seat -= hall.seats().size();
                }
                clean &= rush(api, tokens, hall.showtime(), hall.seats().get(seat));
            }
            return clean ? 0 : 1;
        }
    }

    // Asked for at once, so that as many connections are open before the rush.
    private List<String> guests(ApiClient api) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            answers.add(api.send(ApiCall.post(Action.GUEST, "/auth/guest", null, null)));
        }
        return answers.stream().map(answer -> answer.join().body().path("access_token").asText()).toList();
    }

    private boolean rush(ApiClient api, List<String> tokens, long showtime, String seat) {
        Histogram latency = new ConcurrentHistogram(3);
        long begin = System.nanoTime();
        List<CompletableFuture<Answer>> answers = tokens.stream()
                .map(token -> {
                    long sent = System.nanoTime();
                    return api.send(ApiCall.post(
                                    Action.HOLD,
                                    "/showtimes/" + showtime + "/holds",
                                    token,
                                    "{\"seats\":[\"" + seat + "\"]}"))
                            .whenComplete((answer, failure) -> latency.recordValue(
                                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sent)));
                })
                .toList();
        // All answers first: a seat given back early could be won a second time.
        List<Answer> all = answers.stream()
                .map(answer -> answer.exceptionally(failure -> null).join())
                .toList();
        double millis = (System.nanoTime() - begin) / 1e6;
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            Answer answer = all.get(i);
            counts.merge(answer == null ? "no answer" : Integer.toString(answer.status()), 1, Integer::sum);
            if (answer != null && answer.status() == 201) {
                String hold = answer.body().path("hold_id").asText();
                api.ask(new ApiCall(Action.RELEASE, "DELETE", "/holds/" + hold, tokens.get(i), null, null));
            }
        }
        out().printf(
                Locale.ROOT,
                "seat %s of showing %d, %d clients at once: %s in %.0f ms (median %.0f ms, slowest %.0f ms)%n",
                seat, showtime, tokens.size(), counts, millis,
                latency.getValueAtPercentile(50) / 1e3, latency.getMaxValue() / 1e3);
        out().flush();
        return counts.getOrDefault("201", 0) == 1 && counts.getOrDefault("409", 0) == tokens.size() - 1;
    }
}
