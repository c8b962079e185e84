package io.marquee.generator.deadletters;

import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.endpoint.UnreachableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee dead-letters resend}: once more, now that what was wrong has been put right. */
@Command(
        name = "resend",
        sortOptions = false,
        description = {
            "Sends refused records to their own topic again, key and bytes as they came, each at most once: what was "
                    + "sent is remembered in topic dead-letters-resent. An event that was counted after all is not "
                    + "counted twice, for it has the same source and sequence.",
            "Records that would be refused again are left out: those that this version cannot read either, those from "
                    + "the future that is still ahead, and those of reason behind-window and too-late. --force sends "
                    + "them all the same, but for records of which only the beginning was kept.",
            "Exits with 0 when all were sent, 1 when some were left out, 2 when a server is not there."
        })
final class ResendCommand extends StackCommand {

    private static final int SHOWN = 20;
    private static final int BAR_FROM = 1_000;

    @Mixin
    private Filter filter;

    @Option(names = "--all", order = 10, description = "Send all, without a filter.")
    private boolean all;

    @Option(names = "--limit", order = 11, paramLabel = "N", description = "Send at most so many, the oldest first.")
    private Integer limit;

    @Option(names = "--dry-run", order = 12, description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(names = "--force", order = 13, description = "Also send what would be refused again.")
    private boolean force;

    @Override
    protected int run(Endpoints endpoints) throws InterruptedException {
        if (!all && !filter.isSet()) {
            throw new ParameterException(spec().commandLine(),
                    "say which: --reason, --topic, --offset, --since, --until, or --all");
        }
        requireKafka(endpoints);
        try (Connection connection = connect(endpoints)) {
            requireAlone(connection);
            return resend(endpoints.kafka());
        } catch (SQLException failure) {
            throw new UnreachableException("PostgreSQL: " + failure.getMessage(), failure);
        }
    }

    private int resend(String kafka) throws InterruptedException {
        Receipts receipts = Receipts.read(kafka);
        List<DeadLetter> taken = new ArrayList<>();
        Map<String, List<DeadLetter>> left = new TreeMap<>();
        try (Resend resend = new Resend(kafka)) {
            long[] before = {0};
            new Letters().each(kafka, filter, letter -> {
                Optional<String> refusal = force && !letter.isCut()
                        ? Optional.empty() : Forecast.refusal(letter, Instant.now());
                if (receipts.of(letter.from()).filter(receipt -> resend.wasSent(letter.from(), receipt)).isPresent()) {
                    before[0]++;
                } else if (refusal.isPresent()) {
                    left.computeIfAbsent(letter.reason() + ": " + refusal.get(), why -> new ArrayList<>()).add(letter);
                } else if (limit == null || taken.size() < limit) {
                    taken.add(letter);
                }
            });
            if (!dryRun && !taken.isEmpty()) {
                Receipts.createTopic(kafka);
                send(resend, taken);
            }
            report(taken, left, before[0]);
        }
        return left.isEmpty() ? 0 : 1;
    }

    private static void send(Resend resend, List<DeadLetter> letters) {
        boolean shown = letters.size() >= BAR_FROM && Boolean.getBoolean("marquee.terminal");
        try (ProgressBar bar = !shown ? null : new ProgressBarBuilder()
                .setTaskName("resend")
                .setInitialMax(letters.size())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .showSpeed()
                .build()) {
            resend.send(letters, count -> {
                if (bar != null) {
                    bar.stepBy(count);
                }
            });
        }
    }

    private void report(List<DeadLetter> taken, Map<String, List<DeadLetter>> left, long before) {
        Map<String, Long> byReason = new TreeMap<>();
        taken.forEach(letter -> byReason.merge(letter.reason() + " of " + letter.from().topic(), 1L, Long::sum));
        out().printf(Locale.ROOT, "%,d records %s%s%n", taken.size(), dryRun ? "would be sent" : "sent",
                byReason.isEmpty() ? "" : ": " + byReason);
        if (dryRun) {
            taken.stream().limit(SHOWN).forEach(letter ->
                    out().printf("  %s (%s) to %s%n", letter.place(), letter.reason(), letter.from().topic()));
        }
        if (before > 0) {
            out().printf(Locale.ROOT, "%,d were sent before and are left alone%n", before);
        }
        left.forEach((why, letters) -> out().printf(Locale.ROOT,
                "%,d left out, they would be refused again, such as %s: %s%n",
                letters.size(), letters.get(0).place(), why));
        out().flush();
    }

    // Two at once would both find that nothing was sent.
    private static void requireAlone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_try_advisory_lock(hashtext('marquee.dead-letters'))")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new UnreachableException("dead letters are being sent again by another command", null);
            }
        }
    }
}
