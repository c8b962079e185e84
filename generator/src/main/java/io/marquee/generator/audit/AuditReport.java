package io.marquee.generator.audit;

import io.marquee.generator.audit.Differences.Check;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what an audit found. */
final class AuditReport {

    private AuditReport() {}

    static void print(Audit.Result result, double seconds, PrintWriter out) {
        SalesJournal journal = result.journal();
        line(out, "records in sales", journal.records());
        line(out, "distinct events counted", result.ledger().events());
        line(out, "duplicates", journal.duplicates());
        line(out, "invalid", journal.invalid());
        line(out, "valid, but set aside", journal.setAside());
        line(out, "dead-letter records", journal.deadLetterRecords());
        if (!journal.deadLetters().isEmpty()) {
            out.println("  " + journal.deadLetters().entrySet().stream()
                    .map(reason -> reason.getKey() + " " + reason.getValue())
                    .collect(Collectors.joining(", ", "of those, distinct: ", "")));
        }
        out.println();
        if (!result.ledger().byCurrency().isEmpty()) {
            out.printf("  %-4s %20s %20s %20s%n", "", "gross", "refunded", "net");
            for (Map.Entry<String, long[]> sums : result.ledger().byCurrency().entrySet()) {
                long gross = sums.getValue()[0];
                long refunded = sums.getValue()[1];
                out.printf(
                        Locale.ROOT,
                        "  %-4s %20s %20s %20s%n",
                        sums.getKey(),
                        money(gross, sums.getKey()),
                        money(refunded, sums.getKey()),
                        money(gross - refunded, sums.getKey()));
            }
            out.println();
        }
        out.printf("  %-45s %12s %12s%n", "", "compared", "differences");
        for (Check check : result.differences().checks()) {
            out.printf(Locale.ROOT, "  %-45s %,12d %,12d%n", check.name(), check.comparedCount(), check.count());
        }
        for (Check check : result.differences().checks()) {
            if (check.count() > 0) {
                out.printf("%n%s:%n", check.name());
                check.first().forEach(difference -> out.println("  " + difference));
                if (check.count() > check.first().size()) {
                    out.printf(Locale.ROOT, "  and %,d more%n", check.count() - check.first().size());
                }
            }
        }
        long differences = result.differences().count();
        out.printf(
                Locale.ROOT,
                "%n%s after %.1f s%n",
                differences == 0 ? "No differences" : String.format(Locale.ROOT, "%,d DIFFERENCES", differences),
                seconds);
        out.flush();
    }

    private static void line(PrintWriter out, String name, long number) {
        out.printf(Locale.ROOT, "  %-28s %,14d%n", name, number);
    }

    private static String money(long minor, String currency) {
        int digits;
        try {
            digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            digits = 2; // well formed, but not in ISO 4217
        }
        return String.format(Locale.ROOT, "%,." + digits + "f", BigDecimal.valueOf(minor, digits));
    }
}
