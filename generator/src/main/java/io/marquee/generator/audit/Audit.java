package io.marquee.generator.audit;

import io.marquee.events.Topics;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.kafka.TopicReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;

/**
 * Adds up the sales topic by itself and compares PostgreSQL and Redis with that, then asks whether seats, bookings and
 * payments agree. It shares the contract's codec with the pipeline and nothing else. While it looks it follows the
 * topics, so that it also comes to an end on a system that is catching up.
 */
final class Audit implements AutoCloseable {

    private static final long BETWEEN_ROUNDS_MILLIS = 500;

    private final Connection connection;
    private final RedisTotals redis;
    private final TopicReader sales;
    private final TopicReader deadLetters;
    private final TopicReader seatLocks;
    private final TopicReader bookings;
    private final Ledger ledger;
    private final EventLog log;
    private final SalesJournal journal;

    /**
     * Opens everything.
     *
     * @param connection to PostgreSQL; closed with the audit
     * @param topicPrefix what the names of the topics begin with
     * @param dayStart when the business day begins
     * @param retention how long after its end a day still takes events
     */
    Audit(
            Endpoints endpoints, Connection connection, String topicPrefix, LocalTime dayStart, Duration retention)
            throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        redis = new RedisTotals(endpoints.redis());
        sales = new TopicReader(endpoints.kafka(), topicPrefix + Topics.SALES);
        deadLetters = new TopicReader(endpoints.kafka(), topicPrefix + Topics.DEAD_LETTERS);
        seatLocks = new TopicReader(endpoints.kafka(), topicPrefix + Topics.SEAT_LOCKS);
        bookings = new TopicReader(endpoints.kafka(), topicPrefix + Topics.BOOKINGS);
        ledger = new Ledger(dayStart);
        log = new EventLog(sales.ahead() + seatLocks.ahead() + bookings.ahead());
        String salesTopic = topicPrefix + Topics.SALES;
        journal = new SalesJournal(
                salesTopic, ledger, log, new Refusals(salesTopic, ledger, retention, Clock.systemUTC()), sales.ahead());
    }

    /** What was found. */
    record Result(Differences differences, Ledger ledger, SalesJournal journal) {}

    /**
     * Looks until nothing differs, or until nothing has moved for some time.
     *
     * @param patience how long differences may stand still before they are believed
     * @param limit how long, once the topics were read to their ends, events may keep coming
     * @throws RestlessException when they came until then, and the totals were always behind them
     */
    Result run(Duration patience, Duration limit) throws SQLException, InterruptedException, RestlessException {
        readOn();
        long begun = System.nanoTime();
        long stillSince = begun;
        long followed = 0;
        Set<Long> last = Set.of();
        while (true) {
            // Before PostgreSQL is asked: an event that is counted there was in Kafka by then.
            long moved = readOn();
            followed += moved;
            PostgresTotals totals = new PostgresTotals(connection);
            long counted = totals.events();
            boolean behind = counted != ledger.events();
            boolean patient = System.nanoTime() - stillSince < patience.toNanos();
            Differences differences = new Differences();
            if (!behind || !patient) {
                compare(totals, differences);
                if (differences.count() == 0 || !patient) {
                    connection.rollback();
                    return new Result(differences, ledger, journal);
                }
            }
            connection.rollback(); // the next round sees what was committed since
            Set<Long> now = Set.of(counted, Long.MIN_VALUE + differences.count());
            if (moved > 0 || !now.equals(last)) {
                stillSince = System.nanoTime();
                last = now;
                if (moved > 0 && stillSince - begun > limit.toNanos()) {
                    throw new RestlessException(followed, limit);
                }
            }
            Thread.sleep(BETWEEN_ROUNDS_MILLIS);
        }
    }

    private long readOn() {
        long moved = deadLetters.readOn(journal::deadLetter);
        moved += sales.readOn(journal::sale);
        moved += seatLocks.readOn(log::seatEvent);
        moved += bookings.readOn(log::seatEvent);
        return moved;
    }

    private void compare(PostgresTotals totals, Differences differences) throws SQLException {
        journal.report(differences);
        log.report(differences);
        totals.compare(ledger, differences);
        redis.compare(ledger, differences);
        new BookingInvariants(connection).check(log, differences);
    }

    @Override
    public void close() throws SQLException {
        sales.close();
        deadLetters.close();
        seatLocks.close();
        bookings.close();
        redis.close();
        connection.close();
    }
}
