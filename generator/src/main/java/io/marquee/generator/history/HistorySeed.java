package io.marquee.generator.history;

import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.generator.delivery.CatchUp;
import io.marquee.generator.delivery.Delivery;
import io.marquee.generator.delivery.MonthPartitions;
import io.marquee.generator.delivery.Progress;
import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.StreamClock;
import io.marquee.generator.endpoint.Endpoints;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Puts a history in: its theaters and movies into the catalogue, its sales through Kafka and the pipeline like any
 * other. It can be stopped and begun again at any moment; what Kafka has is not sent again.
 */
public final class HistorySeed {

    private static final double NANOS = 1e9;

    private final HistoryOptions options;
    private final Endpoints endpoints;
    private final String topicName;
    private final PrintWriter out;

    public HistorySeed(HistoryOptions options, Endpoints endpoints, PrintWriter out) {
        this(options, endpoints, Topics.SALES, out);
    }

    HistorySeed(HistoryOptions options, Endpoints endpoints, String topicName, PrintWriter out) {
        this.options = options;
        this.endpoints = endpoints;
        this.topicName = topicName;
        this.out = out;
    }

    /** How it ended. */
    public enum Outcome {
        /** All is counted, or sent where nobody wanted to wait. */
        DONE,
        /** Nothing was sent: the pipeline would refuse it. */
        TOO_LATE,
        /** All is in Kafka, but the pipeline does not move. */
        NOT_COUNTED
    }

    /**
     * Does it all.
     *
     * @param retentionDays how long the pipeline keeps days
     * @param wait whether to wait until the totals have arrived
     */
    public Outcome run(int retentionDays, boolean wait) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        try (Connection connection = endpoints.dataSource().getConnection();
                SalesTopic topic = new SalesTopic(endpoints.kafka(), topicName)) {
            History history = new History(options);
            HistoryCatalogue.Loaded catalogue = load(connection, history);
            say("catalogue", "%,d theaters and %,d movies, of which %,d and %,d were added; %,d actors added",
                    begin, history.houses().size(), history.films().size(), catalogue.theaters(), catalogue.movies(),
                    catalogue.actors());
            try (Delivery delivery = new Delivery(topic, connection, options.sender(), out)) {
                StreamClock clock = StreamClock.read(connection, topic, retentionDays);
                new MonthPartitions(connection).ensure(options.from(), options.to());
                CatchUp catchUp = new CatchUp(connection, options.from(), options.to());
                long sending = System.nanoTime();
                send(history, catalogue, delivery, clock);
                say("Kafka", "%,d events sent, %,d were there", sending, delivery.sent(),
                        options.sales() - delivery.sent());
                if (!wait || delivery.sent() == 0) {
                    return Outcome.DONE;
                }
                long waiting = System.nanoTime();
                if (!catchUp.await(topic, delivery.sent(), out)) {
                    return Outcome.NOT_COUNTED;
                }
                say("pipeline", "all totals are in PostgreSQL", waiting);
                say("together", "%,.0f events/s from the first to the last", begin,
                        delivery.sent() * NANOS / (System.nanoTime() - sending));
                return Outcome.DONE;
            } catch (TooLate refused) {
                refusal(refused.clock);
                return Outcome.TOO_LATE;
            }
        }
    }

    /** The first event that Kafka lacks would be refused by the pipeline. */
    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient StreamClock clock;

        TooLate(StreamClock clock) {
            this.clock = clock;
        }
    }

    private HistoryCatalogue.Loaded load(Connection connection, History history) throws SQLException {
        connection.setAutoCommit(false);
        try {
            HistoryCatalogue.Loaded loaded =
                    new HistoryCatalogue(connection).load(history.houses(), history.films());
            connection.commit();
            return loaded;
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void send(
            History history, HistoryCatalogue.Loaded catalogue, Delivery delivery, StreamClock clock)
            throws SQLException {
        try (Progress bar = Progress.of(out, "sending", "events", options.sales())) {
            history.play(catalogue.theaterIds(), catalogue.movieIds(), new History.Receiver() {
                private long done;

                @Override
                public boolean wants(long theaterId, long sequence) {
                    if ((++done & 0xFFF) == 0) {
                        bar.to(done);
                    }
                    return !delivery.has(theaterId, sequence);
                }

                @Override
                public void take(SalesEvent event) throws SQLException {
                    if (delivery.sent() == 0
                            && clock.refuses(LocalDate.ofInstant(event.occurredAt(), ZoneId.of(event.timeZone())))) {
                        throw new TooLate(clock);
                    }
                    delivery.send(event);
                }
            });
            delivery.flush();
            bar.to(options.sales());
        }
    }

    private void refusal(StreamClock clock) {
        out.printf("%nNothing was sent. The newest sale that the pipeline knows is of %s, and it keeps days for %d d:%n"
                        + "sales before %s would be refused as too late. Either%n"
                        + "  - begin with an empty stack: ./marquee up --fresh, then seed before anything is sold, or%n"
                        + "  - choose other days: ./marquee seed --from %s --to %s%n",
                clock.newest(), clock.retentionDays(), clock.firstAccepted(), clock.firstAccepted(), clock.newest());
        out.flush();
    }

    private void say(String part, String text, long since, Object... values) {
        out.printf(Locale.ROOT, "%-10s %6.1f s  %s%n", part, (System.nanoTime() - since) / NANOS,
                String.format(Locale.ROOT, text, values));
        out.flush();
    }
}
