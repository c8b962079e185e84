package io.marquee.generator.history;

import io.marquee.generator.seed.PriceList;
import io.marquee.generator.seed.SeatCategory;
import io.marquee.generator.seed.SeedMix;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What one house sells and takes back on one day after another. */
final class Evening {

    private static final double REFUNDS = 0.025;
    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final EnumSet<SeatCategory> SOLD =
            EnumSet.of(SeatCategory.STANDARD, SeatCategory.PREMIUM, SeatCategory.RECLINER);

    private final long seed;
    private final House house;
    private final Deque<Sold> toRefund = new ArrayDeque<>();
    // A price depends on the weekday and the hour alone.
    private final Map<Integer, long[]> prices = new HashMap<>();

    /**
     * A sale or a refund that was not sent yet.
     *
     * @param millisOfDay when, in milliseconds since local midnight
     */
    record Entry(House house, Film film, boolean refund, int millisOfDay, int tickets, long amountMinor, boolean web) {}

    private record Sold(Film film, int tickets, long amountMinor, boolean web, LocalDate due) {}

    Evening(long seed, House house) {
        this.seed = seed;
        this.house = house;
    }

    /** The entries of a day, in no order. Days are asked in order. */
    List<Entry> on(LocalDate day, int count, Repertoire repertoire) {
        List<Entry> entries = new ArrayList<>(count);
        if (count == 0) {
            return entries;
        }
        SplittableRandom random = SeedMix.random(seed, "evening", house.number(), day);
        List<Film> bill = repertoire.bill(house, day);
        double[] upTo = new double[bill.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += Repertoire.appeal(bill.get(i), day);
            upTo[i] = sum;
        }
        for (int n = 0; n < count; n++) {
            int millis = minuteOfDay(day, random) * 60_000 + random.nextInt(60_000);
            Sold back = toRefund.peekFirst();
            if (back != null && !back.due.isAfter(day)) {
                toRefund.removeFirst();
                entries.add(new Entry(house, back.film, true, millis, back.tickets, back.amountMinor, back.web));
            } else {
                entries.add(sale(day, bill.get(choose(upTo, sum, random)), millis, random));
            }
        }
        return entries;
    }

    private Entry sale(LocalDate day, Film film, int millis, SplittableRandom random) {
        int tickets = tickets(film, random);
        int mood = random.nextInt(10);
        long each = prices(day, millis)[mood < 7 ? 0 : mood < 9 ? 1 : 2];
        boolean web = random.nextInt(10) < 6;
        if (random.nextDouble() < REFUNDS) {
            toRefund.addLast(new Sold(film, tickets, each * tickets, web, day.plusDays(1L + random.nextInt(3))));
        }
        return new Entry(house, film, false, millis, tickets, each * tickets, web);
    }

    private static int tickets(Film film, SplittableRandom random) {
        int at = random.nextInt(100);
        int tickets = at < 26 ? 1 : at < 70 ? 2 : at < 82 ? 3 : at < 94 ? 4 : 5 + random.nextInt(3);
        boolean family = film.plan().genres().contains("Family") || film.plan().genres().contains("Animation");
        return family ? tickets + random.nextInt(2) : tickets;
    }

    // Matinees, the evening, and the late show; weekends have more matinees.
    private static int minuteOfDay(LocalDate day, SplittableRandom random) {
        boolean weekend = day.getDayOfWeek().getValue() >= 6;
        double part = random.nextDouble();
        double spread = random.nextDouble() + random.nextDouble() - 1; // a triangle from -1 to 1
        double minute;
        if (part < (weekend ? 0.40 : 0.22)) {
            minute = 14 * 60 + spread * 180;
        } else if (part < 0.90) {
            minute = 19 * 60 + spread * 150;
        } else {
            minute = 22 * 60 + spread * 75;
        }
        return (int) Math.max(0, Math.min(MINUTES_OF_DAY - 1, minute));
    }

    private long[] prices(LocalDate day, int millis) {
        int hour = millis / 3_600_000;
        return prices.computeIfAbsent(day.getDayOfWeek().getValue() * 24 + hour, key -> {
            Map<String, Long> list = PriceList.prices(house.city().currency(), day.atTime(hour, 0), SOLD);
            return SOLD.stream().mapToLong(category -> list.get(category.word())).toArray();
        });
    }

    private static int choose(double[] upTo, double sum, SplittableRandom random) {
        double at = random.nextDouble() * sum;
        int chosen = 0;
        while (chosen < upTo.length - 1 && upTo[chosen] <= at) {
            chosen++;
        }
        return chosen;
    }
}
