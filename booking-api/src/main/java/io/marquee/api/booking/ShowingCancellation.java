package io.marquee.api.booking;

import io.marquee.api.booking.BookingRows.Sold;
import io.marquee.api.hold.Showing;
import io.marquee.api.hold.ShowingHolds;
import io.marquee.api.hold.Showings;
import io.marquee.api.outbox.OutboxSignal;
import io.marquee.api.payment.Refunds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels showings: first the showing, so that nothing more is sold, then hold by hold and booking by booking in short
 * transactions. Each booking is taken back under its lock and only while it is confirmed, so whoever repeats this, or
 * goes on after a crash, refunds nothing twice. Money is sent afterwards; what stays unsent the reconciler sends.
 */
@Singleton
class ShowingCancellation {

    private static final Logger LOG = LoggerFactory.getLogger(ShowingCancellation.class);
    private static final int STEP = 50;
    private static final String REASON = "the showing was cancelled";

    private final Jdbi jdbi;
    private final Showings showings;
    private final ShowingHolds holds;
    private final BookingRows rows;
    private final Cancellation cancellation;
    private final Refunds refunds;
    private final OutboxSignal signal;
    private final ExecutorService sender;
    private final MeterRegistry meters;

    ShowingCancellation(
            Jdbi jdbi, Showings showings, ShowingHolds holds, BookingRows rows, Cancellation cancellation,
            Refunds refunds, OutboxSignal signal, @Named(TaskExecutors.BLOCKING) ExecutorService sender,
            MeterRegistry meters) {
        this.jdbi = jdbi;
        this.showings = showings;
        this.holds = holds;
        this.rows = rows;
        this.cancellation = cancellation;
        this.refunds = refunds;
        this.signal = signal;
        this.sender = sender;
        this.meters = meters;
    }

    /** One step: the refunds that it owes, and whether another step is needed. */
    record Step(List<UUID> refunds, boolean more) {}

    /**
     * Cancels a showing, or finishes what was begun.
     *
     * @throws io.marquee.api.problem.ProblemException 404 when there is no such showing
     */
    ShowingCancelled cancel(long showtimeId) {
        boolean more = true;
        while (more) {
            Step step = step(showtimeId);
            more = step.more;
            sender.execute(() -> step.refunds.forEach(refunds::send));
        }
        return jdbi.withHandle(handle -> summary(handle, showtimeId));
    }

    /** Makes one step; the first marks the showing as cancelled. */
    Step step(long showtimeId) {
        Step step = jdbi.inTransaction(handle -> step(handle, showtimeId));
        signal.committed();
        meters.counter("marquee.bookings", "result", "cancelled").increment(step.refunds.size());
        return step;
    }

    private Step step(Handle handle, long showtimeId) {
        Showing showing = showings.lock(handle, showtimeId);
        if (!showing.cancelled()) {
            handle.createUpdate("UPDATE showtime SET status = 'cancelled' WHERE id = :id")
                    .bind("id", showtimeId)
                    .execute();
        }
        if (holds.release(handle, showing, STEP) == STEP) {
            return new Step(List.of(), true);
        }
        List<UUID> owed = new ArrayList<>();
        for (Sold booking : rows.lockConfirmed(handle, showtimeId, STEP)) {
            owed.add(cancellation.giveBack(
                    handle, showing, showings.next(handle, showtimeId), booking, booking.seats(), REASON));
        }
        return new Step(owed, owed.size() == STEP);
    }

    /** Goes on where an instance died in the middle. */
    @Scheduled(fixedDelay = "${marquee.payment.reconcile-every}", initialDelay = "${marquee.payment.reconcile-every}")
    void finishRegularly() {
        try {
            finish();
        } catch (RuntimeException failed) {
            LOG.warn("Cancelled showings were not looked after: {}", failed.getMessage());
        }
    }

    /** Finishes all cancelled showings that still have bookings or holds. */
    void finish() {
        List<Long> unfinished = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT s.id FROM showtime s WHERE s.status = 'cancelled'
                          AND (EXISTS (SELECT FROM booking b WHERE b.showtime_id = s.id AND b.status = 'confirmed')
                               OR EXISTS (SELECT FROM hold h WHERE h.showtime_id = s.id AND h.status = 'active'))
                        ORDER BY s.id""")
                .mapTo(Long.class)
                .list());
        for (long showtime : unfinished) {
            LOG.info("The cancellation of showing {} is finished: {}", showtime, cancel(showtime));
        }
    }

    private static ShowingCancelled summary(Handle handle, long showtimeId) {
        return handle.createQuery("""
                        SELECT t.currency, count(r.id) AS refunds, coalesce(sum(r.amount_minor), 0) AS amount,
                               count(r.id) FILTER (WHERE r.status = 'pending') AS pending
                        FROM showtime s JOIN theater t ON t.id = s.theater_id
                        LEFT JOIN booking b ON b.showtime_id = s.id
                        LEFT JOIN refund r ON r.booking_id = b.id AND r.reason = :reason
                        WHERE s.id = :id GROUP BY t.currency""")
                .bind("id", showtimeId)
                .bind("reason", REASON)
                .map((row, context) -> new ShowingCancelled(
                        showtimeId, "cancelled", row.getLong("refunds"), row.getLong("amount"),
                        row.getString("currency"), row.getLong("pending")))
                .one();
    }
}
