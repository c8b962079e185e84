package io.marquee.generator.deadletters;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code marquee dead-letters}: what the jobs refused, and why. */
@Command(
        name = "dead-letters",
        sortOptions = false,
        subcommands = ResendCommand.class,
        synopsisSubcommandLabel = "[resend ...]",
        description = {
            "Lists the records that the jobs refused: where each dead letter lies, where the record came from, why it "
                    + "was refused, and its bytes; then how many there are by reason. Those that were sent again are "
                    + "left out unless --all is given.",
            "Exits with 0, or with 2 when Kafka is not there."
        })
public final class DeadLettersCommand extends StackCommand {

    @Mixin
    private Filter filter;

    @Option(names = "--all", order = 10, description = "List those too that were sent again.")
    private boolean all;

    @Option(names = "--limit", order = 11, paramLabel = "N", defaultValue = "50",
            description = "List at most so many, the oldest first (default: ${DEFAULT-VALUE}); all are counted.")
    private int limit;

    @Option(names = "--bytes", order = 12, paramLabel = "N", defaultValue = "500",
            description = "Show so many bytes of each (default: ${DEFAULT-VALUE}).")
    private int bytes;

    @Option(names = "--json", order = 13, description = "Print one JSON object per line, all bytes, no summary.")
    private boolean json;

    private record Kind(String topic, String reason) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : reason.compareTo(other.reason);
        }
    }

    private static final class Count {
        private long open;
        private long resent;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
    }

    @Override
    protected int run(Endpoints endpoints) throws InterruptedException {
        requireKafka(endpoints);
        Receipts receipts = Receipts.read(endpoints.kafka());
        Map<Kind, Count> counts = new TreeMap<>();
        List<DeadLetter> listed = new ArrayList<>();
        Letters letters = new Letters();
        letters.each(endpoints.kafka(), filter, letter -> {
            boolean resent = resentTo(receipts, letter).isPresent();
            count(counts, letter, resent);
            if ((all || !resent) && listed.size() < limit) {
                listed.add(letter);
            }
        });
        for (DeadLetter letter : listed) {
            if (json) {
                out().println(Printed.json(letter, resentTo(receipts, letter)));
            } else {
                print(letter, resentTo(receipts, letter));
            }
        }
        if (!json) {
            summary(counts, listed.size(), letters.foreign());
        }
        out().flush();
        return 0;
    }

    private static Optional<Place> resentTo(Receipts receipts, DeadLetter letter) {
        return receipts.of(letter.from()).map(Receipts.Receipt::to);
    }

    private static void count(Map<Kind, Count> counts, DeadLetter letter, boolean resent) {
        Count count = counts.computeIfAbsent(
                new Kind(letter.from().topic(), letter.reason()), kind -> new Count());
        if (resent) {
            count.resent++;
        } else {
            count.open++;
        }
        count.first = letter.writtenAt().isBefore(count.first) ? letter.writtenAt() : count.first;
        count.last = letter.writtenAt().isAfter(count.last) ? letter.writtenAt() : count.last;
    }

    private void print(DeadLetter letter, Optional<Place> resentTo) {
        out().printf("%s from %s, %s: %s%n", letter.place(), letter.from(), letter.writtenAt(), letter.reason());
        byte[] detail = letter.detail().getBytes(StandardCharsets.UTF_8);
        out().printf("  why    %s%n", Printed.bytes(detail, detail.length));
        out().printf("  key    %s%n", Printed.bytes(letter.key(), bytes));
        out().printf("  value  %s%n", Printed.bytes(letter.value(), bytes));
        resentTo.ifPresent(to -> out().printf("  sent again to %s%n", to));
    }

    private void summary(Map<Kind, Count> counts, int listed, long foreign) {
        if (counts.isEmpty()) {
            out().println(filter.isSet() ? "No dead letters like that" : "No dead letters");
        } else {
            out().printf("%n%-12s %-14s %12s %12s  %-24s %s%n",
                    "topic", "reason", "open", "sent again", "first", "last");
            counts.forEach((kind, count) -> out().printf(Locale.ROOT, "%-12s %-14s %,12d %,12d  %-24s %s%n",
                    kind.topic(), kind.reason(), count.open, count.resent, count.first, count.last));
            long more = counts.values().stream()
                    .mapToLong(count -> count.open + (all ? count.resent : 0))
                    .sum() - listed;
            if (more > 0) {
                out().printf(Locale.ROOT, "%n%,d more are not listed: give --limit, or a filter%n", more);
            }
        }
        if (foreign > 0) {
            out().printf(Locale.ROOT, "%,d records of the topic do not say where they came from%n", foreign);
        }
    }
}
