package io.marquee.pipeline.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Results side by side, as Markdown. */
final class Table {

    private static final double MB = 1_000_000;

    private final long records;
    private final Map<Contender, List<Result>> results = new EnumMap<>(Contender.class);

    /** @param records how many each run read */
    Table(long records) {
        this.records = records;
    }

    void add(Contender contender, Result result) {
        results.computeIfAbsent(contender, none -> new ArrayList<>()).add(result);
    }

    /** Prints a line for each job, and how the box office compares by medians. */
    void print(PrintStream out) {
        out.println();
        out.println("| Job | events/s, median | least to most | processor, µs per event "
                + "| state, MB per million events | peak memory, MB |");
        out.println("|---|---|---|---|---|---|");
        results.forEach((contender, runs) -> out.printf("| %s | %,.0f | %,.0f to %,.0f | %.1f | %s | %,.0f |%n",
                contender.title(),
                rate(median(contender)),
                rate(runs.stream().mapToDouble(Result::seconds).max().orElseThrow()),
                rate(runs.stream().mapToDouble(Result::seconds).min().orElseThrow()),
                runs.stream().mapToDouble(Result::cpuSeconds).sorted().skip(runs.size() / 2).findFirst().orElseThrow()
                        * 1e6 / records,
                state(runs),
                runs.stream().mapToLong(Result::peakBytes).max().orElseThrow() / MB));
        if (results.size() == Contender.values().length) {
            double boxOffice = median(Contender.BOX_OFFICE);
            out.printf("%n(b) is %.2f of (a) and %.1f times (c).%n",
                    median(Contender.READ) / boxOffice, median(Contender.TEXTBOOK) / boxOffice);
        }
    }

    private double median(Contender contender) {
        double[] seconds = results.get(contender).stream().mapToDouble(Result::seconds).sorted().toArray();
        int middle = seconds.length / 2;
        return seconds.length % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
    }

    private double rate(double seconds) {
        return records / seconds;
    }

    private String state(List<Result> runs) {
        double bytes = runs.stream().mapToLong(Result::stateBytes).max().orElse(0);
        return bytes == 0 ? "none" : "%.1f".formatted(bytes / records);
    }
}
