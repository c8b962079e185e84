package io.marquee.generator.measure;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.Answer;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.http.ApiClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee bench seat-latency}: how long until others see that a seat is taken. */
@Command(
        name = "seat-latency",
        sortOptions = false,
        description = {
            "Holds seats over the API and measures how long it takes until every watcher's WebSocket shows each of "
                    + "them held: from the answer to the hold, which comes right after its commit, and from its "
                    + "request.",
            "The seats are given back at the end. Exits with 1 when a seat was never shown to somebody.",
            "For example --rate 200 --holds 4000 --showings 50 --watchers 1000 --silent 50."
        })
public final class SeatLatencyCommand extends StackCommand {

    private static final int HOLDS_PER_GUEST = 4;
    private static final long FRAME_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    @Option(names = "--holds", paramLabel = "N", defaultValue = "1000",
            description = "How many seats to hold, one each (default: ${DEFAULT-VALUE}).")
    private int holds;

    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "50",
            description = "Holds per second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--showings", paramLabel = "N", defaultValue = "5",
            description = "Over how many showings; more where they have too few seats (default: ${DEFAULT-VALUE}).")
    private int showings;

    @Option(names = "--watchers", paramLabel = "N", defaultValue = "0",
            description = "How many watch, in turn over the showings (default: one for each showing).")
    private int watchers;

    @Option(names = "--silent", paramLabel = "N", defaultValue = "0",
            description = "How many of the watchers never read (default: ${DEFAULT-VALUE}).")
    private int silent;

    private static final class Hold {
        private final FreeSeats showing;
        private final String seat;
        private final String token;
        private long requested;
        private volatile long answered;
        private volatile String id;
        private CompletableFuture<Void> done;

        Hold(FreeSeats showing, String seat, String token) {
            this.showing = showing;
            this.seat = seat;
            this.token = token;
        }
    }

    @Override
    protected int run(Endpoints endpoints) throws IOException, InterruptedException {
        if (holds < 1 || rate <= 0 || showings < 1 || watchers < 0 || silent < 0 || silent > watchers) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--holds, --rate and --showings must be above 0, and --silent at most --watchers");
        }
        try (ApiClient api = new ApiClient(endpoints.api())) {
            List<FreeSeats> halls = FreeSeats.find(api, showings, holds);
            int free = halls.stream().mapToInt(hall -> hall.seats().size()).sum();
            if (free < holds) {
                err().printf(Locale.ROOT, "%s: only %,d seats are free tomorrow%n", spec().qualifiedName(), free);
                return UNREACHABLE;
            }
            List<Hold> all = plan(api, halls);
            List<Long> watched = halls.stream().map(FreeSeats::showtime).toList();
            ApiMemory before = ApiMemory.of(endpoints.api());
            int missed;
            try (WatcherCrowd crowd = new WatcherCrowd(
                    endpoints.api(), watched, watchers == 0 ? watched.size() : watchers, silent)) {
                ApiMemory watching = ApiMemory.of(endpoints.api());
                hold(api, all);
                awaitFrames(all, crowd);
                missed = report(all, crowd, out());
                out().printf("%n  memory of the API%n    before:             %s%n    with the watchers:  %s%n"
                        + "    after the holds:    %s%n", before, watching, ApiMemory.of(endpoints.api()));
                out().flush();
            }
            release(api, all);
            return missed == 0 ? 0 : 1;
        }
    }

    private List<Hold> plan(ApiClient api, List<FreeSeats> halls) {
        List<Hold> all = new ArrayList<>();
        String token = null;
        for (int round = 0; all.size() < holds; round++) {
            for (FreeSeats hall : halls) {
                if (round < hall.seats().size() && all.size() < holds) {
                    if (all.size() % HOLDS_PER_GUEST == 0) {
                        token = guest(api);
                    }
                    all.add(new Hold(hall, hall.seats().get(round), token));
                }
            }
        }
        return all;
    }

    static String guest(ApiClient api) {
        return api.ask(ApiCall.post(Action.GUEST, "/auth/guest", null, null)).body().path("access_token").asText();
    }

    private void hold(ApiClient api, List<Hold> all) {
        long begin = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            Hold hold = all.get(i);
            long due = begin + (long) (i * TimeUnit.SECONDS.toNanos(1) / rate);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            hold.requested = System.nanoTime();
            hold.done = api.send(ApiCall.post(
                            Action.HOLD,
                            "/showtimes/" + hold.showing.showtime() + "/holds",
                            hold.token,
                            "{\"seats\":[\"" + hold.seat + "\"]}"))
                    .handle((answer, failure) -> answered(hold, answer));
        }
        all.forEach(hold -> hold.done.join());
    }

    private static Void answered(Hold hold, Answer answer) {
        hold.answered = System.nanoTime();
        if (answer != null && answer.status() == 201) {
            hold.id = answer.body().path("hold_id").asText();
        }
        return null;
    }

    private static void awaitFrames(List<Hold> all, WatcherCrowd crowd) {
        long end = System.nanoTime() + FRAME_PATIENCE;
        for (Hold hold : all) {
            while (hold.id != null && System.nanoTime() < end
                    && Arrays.stream(crowd.seen(hold.showing.showtime(), hold.seat)).anyMatch(time -> time == 0)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int report(List<Hold> all, WatcherCrowd crowd, PrintWriter out) {
        Histogram fromAnswer = new Histogram(3);
        Histogram fromRequest = new Histogram(3);
        int refused = 0;
        int missed = 0;
        int before = 0;
        for (Hold hold : all) {
            if (hold.id == null) {
                refused++;
                continue;
            }
            for (long seen : crowd.seen(hold.showing.showtime(), hold.seat)) {
                if (seen == 0) {
                    missed++;
                } else {
                    before += seen < hold.answered ? 1 : 0;
                    // A frame can be here before the answer to the hold is: that is no wait.
                    fromAnswer.recordValue(TimeUnit.NANOSECONDS.toMicros(Math.max(0, seen - hold.answered)));
                    fromRequest.recordValue(TimeUnit.NANOSECONDS.toMicros(seen - hold.requested));
                }
            }
        }
        double seconds = (all.get(all.size() - 1).requested - all.get(0).requested) / 1e9;
        out.printf(Locale.ROOT, "%,d holds, %.0f a second, %,d refused; seen %,d times, never seen %,d times%n%n",
                all.size(), (all.size() - 1) / seconds, refused, fromAnswer.getTotalCount(), missed);
        out.printf("  %-28s %8s %8s %8s %8s  ms%n", "until a watcher sees it", "median", "p90", "p99", "max");
        row(out, "from the hold's answer", fromAnswer);
        row(out, "from the hold's request", fromRequest);
        out.printf(Locale.ROOT, "%n  %,d frames came before the answer to their hold, and count as 0%n", before);
        crowd.lost().forEach((reason, times) -> out.printf("  %d watchers' sockets: %s%n", times, reason));
        out.flush();
        return missed;
    }

    private static void row(PrintWriter out, String name, Histogram histogram) {
        out.printf(Locale.ROOT, "  %-28s %8.1f %8.1f %8.1f %8.1f%n", name,
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    private static void release(ApiClient api, List<Hold> all) {
        for (Hold hold : all) {
            if (hold.id != null) {
                api.ask(new ApiCall(Action.RELEASE, "DELETE", "/holds/" + hold.id, hold.token, null, null));
            }
        }
    }
}
