package io.marquee.generator.simulate;

import io.marquee.generator.http.Answer;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.http.ApiClient;
import io.marquee.generator.simulate.Figures.Count;
import io.marquee.generator.simulate.Listing.Showing;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Sends customers' actions at a steady rate: each goes to the customer who has thought longest, or brings a new one.
 * When as many answers are awaited as may be, the action is dropped and counted, never queued without end.
 */
final class Customers implements Runnable {

    /** Answers awaited at once, at most. */
    static final int MOST_IN_FLIGHT = 512;

    private final ApiClient api;
    private final Listing listing;
    private final List<Showing> wanted;
    private final double perSecond;
    private final DoubleSupplier rhythm;
    private final Habits habits;
    private final Patience patience;
    private final SplittableRandom random;
    private final Figures figures;
    private final DelayQueue<Thinking> thinking = new DelayQueue<>();
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final Outage outage = new Outage();

    Customers(
            ApiClient api,
            Listing listing,
            List<Showing> wanted,
            double perSecond,
            DoubleSupplier rhythm,
            Habits habits,
            Patience patience,
            SplittableRandom random,
            Figures figures) {
        this.api = api;
        this.listing = listing;
        this.wanted = wanted;
        this.perSecond = perSecond;
        this.rhythm = rhythm;
        this.habits = habits;
        this.patience = patience;
        this.random = random;
        this.figures = figures;
    }

    /** Goes on until the thread is interrupted, then waits for the answers under way. */
    @Override
    public void run() {
        Pace pace = new Pace(perSecond, rhythm, random.split());
        try {
            while (true) {
                long due = pace.next();
                if (outage.lasts(System.nanoTime())) {
                    figures.count(Count.LATE);
                } else if (inFlight.tryAcquire()) {
                    Thinking ready = thinking.poll();
                    act(ready == null ? new Customer(listing, wanted, habits, random.split()) : ready.who, due);
                } else {
                    figures.count(Count.LATE);
                }
            }
        } catch (InterruptedException stop) {
            figures.count(Count.LATE, pace.overdue());
            if (!awaitAnswers()) {
                figures.error("answers were still awaited 35 s after the end");
            }
        }
    }

    private boolean awaitAnswers() {
        try {
            return inFlight.tryAcquire(MOST_IN_FLIGHT, 35, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            return true; // told twice: leave at once
        }
    }

    private void act(Customer customer, long due) {
        ApiCall call = customer.call(Instant.now());
        api.send(call).whenComplete((answer, failure) -> {
            try {
                if (failure != null) {
                    failed(customer, call, failure, patience.bears(failure));
                } else if (patience.bears(answer.status())) {
                    failed(customer, call, answer.status(), true);
                } else {
                    outage.over();
                    answered(customer, call, answer, System.nanoTime() - due);
                }
            } catch (RuntimeException unreadable) {
                figures.error(call.action() + ": cannot use the answer " + answer + ": " + unreadable);
            } finally {
                inFlight.release();
            }
        });
    }

    private void failed(Customer customer, ApiCall call, Object what, boolean borne) {
        if (borne) {
            figures.count(Count.OUTAGES);
            outage.failed(System.nanoTime());
            thinking.add(new Thinking(customer, 0)); // asks the same again, a payment with its idempotency key
        } else {
            Object cause = what instanceof CompletionException wrapped ? wrapped.getCause() : what;
            figures.error(call.method() + " " + call.path() + ": " + cause);
        }
    }

    private void answered(Customer customer, ApiCall call, Answer answer, long nanos) {
        if (call.action().expects(answer.status())) {
            figures.answered(call.action(), answer.status(), nanos);
        } else {
            figures.error(call.method() + " " + call.path() + " " + (call.body() == null ? "" : call.body()) + ": "
                    + answer.status() + " " + answer.body());
        }
        long pause = customer.answered(answer, Instant.now());
        if (pause != Customer.LEAVES) {
            thinking.add(new Thinking(customer, pause));
        }
    }

    private static final class Thinking implements Delayed {
        private final Customer who;
        private final long until;

        Thinking(Customer who, long millis) {
            this.who = who;
            this.until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(until - ((Thinking) other).until);
        }
    }

    /** The showings that everybody wants: a few of today's and tomorrow's that have not begun. */
    static List<Showing> favourites(Listing listing, int count, SplittableRandom random) {
        Instant soon = Instant.now().plusSeconds(1_800);
        List<Showing> open = listing.today().stream().filter(showing -> showing.startsAt().isAfter(soon)).toList();
        return random.ints(count, 0, Math.max(1, open.size()))
                .distinct()
                .filter(index -> index < open.size())
                .mapToObj(open::get)
                .toList();
    }
}
