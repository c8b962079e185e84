package io.marquee.stack;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A file of sales at noon of the theaters, every hundredth row wrong in one of ten ways; and what the right rows add up
 * to, plainly.
 */
final class SalesFile {

    private static final List<String> WRONG = List.of(
            "%s,Nowhere Cinema,1,2,24.50,,,",
            "%s,1,The Movie That Never Was,2,24.50,,,",
            ",1,1,2,24.50,,,",
            "31/12/2024,1,1,2,24.50,,,",
            "%s,1,1,0,24.50,,,",
            "%s,1,1,two,24.50,,,",
            "%s,1,1,2,-24.50,,,",
            "%s,1,1,2,24.505,USD,,",
            "%s,1,1,2,24.50,,sold,",
            "%s,1,1,2");
    private static final int DAYS = 90;

    final List<Long> wrongLines = new ArrayList<>();
    int rightRows;

    /** By theater, day and currency: bookings, cancellations, tickets sold and given back, gross and refunded. */
    private final Map<String, long[]> sums = new TreeMap<>();

    /**
     * Writes the file.
     *
     * @param theaters ids; they sell in USD
     * @param movies ids
     * @param end day behind the last one
     */
    SalesFile(Path file, int rows, List<Long> theaters, List<Long> movies, LocalDate end) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("occurred_at,theater,movie,tickets,amount,currency,type,booking_id\n");
            for (int row = 0; row < rows; row++) {
                LocalDate day = end.minusDays(DAYS).plusDays((long) row * DAYS / rows);
                String time = day + " " + LocalTime.NOON.plusSeconds(row % 3600);
                if (row % 100 == 57) {
                    out.write(WRONG.get(row / 100 % WRONG.size()).formatted(time) + "\n");
                    wrongLines.add(row + 2L);
                    continue;
                }
                long theater = theaters.get(random.nextInt(theaters.size()));
                long movie = movies.get(random.nextInt(movies.size()));
                int tickets = 1 + random.nextInt(4);
                long cents = 25L * (20 + random.nextInt(200));
                boolean refund = row % 50 == 3;
                out.write("%s,%d,%d,%d,%d.%02d,USD,%s,b%d%n".formatted(
                        time, theater, movie, tickets, cents / 100, cents % 100, refund ? "refund" : "sale", row));
                long[] sum = sums.computeIfAbsent(theater + " " + day + " USD", key -> new long[6]);
                int side = refund ? 1 : 0;
                sum[side]++;
                sum[2 + side] += tickets;
                sum[4 + side] += cents;
                rightRows++;
            }
        }
    }

    /** A line for each theater, day and currency, sorted by it: {@code 7 2026-11-01 USD 2 0 5 0 12050 0}. */
    List<String> totals() {
        return sums.entrySet().stream()
                .map(entry -> {
                    StringBuilder line = new StringBuilder(entry.getKey());
                    for (long number : entry.getValue()) {
                        line.append(' ').append(number);
                    }
                    return line.toString();
                })
                .sorted()
                .toList();
    }
}
