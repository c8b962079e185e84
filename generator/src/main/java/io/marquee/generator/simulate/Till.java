package io.marquee.generator.simulate;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.marquee.events.SalesEvent;
import io.marquee.events.SalesEvent.Channel;
import io.marquee.events.SalesEvent.Type;
import io.marquee.generator.simulate.Listing.Showing;
import io.marquee.generator.simulate.Listing.Theater;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A till of a theater: sells tickets, and now and then takes some back. Its events have the source {@code
 * pos:<theater>:<till>} and a sequence that grows by one from where it begins. Not safe for threads.
 */
final class Till {

    private static final int RECEIPTS_KEPT = 50;
    // Version 7: the ids of an hour lie together in an index.
    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    private final Theater theater;
    private final String source;
    private final List<Showing> showings;
    private final double refunds;
    private final SplittableRandom random;
    private final Deque<SalesEvent> receipts = new ArrayDeque<>();
    private long sequence;

    /**
     * @param number the till's number in the theater
     * @param firstSequence above every sequence that this till has ever used
     * @param showings what it sells, at least one
     * @param refunds how many of its events take tickets back, 0 to 1
     */
    Till(
            Theater theater, int number, long firstSequence, List<Showing> showings, double refunds,
            SplittableRandom random) {
        this.theater = theater;
        this.source = "pos:" + theater.id() + ":" + number;
        this.sequence = firstSequence;
        this.showings = showings;
        this.refunds = refunds;
        this.random = random;
    }

    /**
     * A first sequence that is above those of every earlier run, as long as no till makes a million sales a second and
     * the clock is not set back: microseconds since 1970.
     */
    static long sequenceOf(Instant start) {
        return Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000L), start.getNano() / 1_000);
    }

    /** The next event, with the next sequence. */
    SalesEvent ring(Instant now) {
        if (!receipts.isEmpty() && random.nextDouble() < refunds) {
            SalesEvent sold = receipts.removeFirst();
            return event(Type.REFUND, now, sold.movieId(), sold.showtimeId(), sold.tickets(), sold.amountMinor());
        }
        Showing showing = showings.get(random.nextInt(showings.size()));
        int tickets = 1 + random.nextInt(random.nextInt(5) + 1);
        long amount = 0;
        for (int i = 0; i < tickets; i++) {
            amount += showing.prices().get(random.nextInt(showing.prices().size()));
        }
        SalesEvent sale = event(Type.SALE, now, showing.movieId(), showing.id(), tickets, amount);
        receipts.addLast(sale);
        if (receipts.size() > RECEIPTS_KEPT) {
            receipts.removeFirst();
        }
        return sale;
    }

    private SalesEvent event(Type type, Instant now, long movie, Long showtime, int tickets, long amount) {
        return new SalesEvent(
                type,
                IDS.generate().toString(),
                source,
                sequence++,
                now,
                null,
                theater.id(),
                theater.zone().getId(),
                movie,
                showtime,
                tickets,
                amount,
                theater.currency(),
                Channel.POS);
    }
}
