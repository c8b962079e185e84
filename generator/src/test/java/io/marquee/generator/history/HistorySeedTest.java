package io.marquee.generator.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.SalesEvent;
import io.marquee.generator.delivery.Delivery;
import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.SentEvents;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.history.HistorySeed.Outcome;
import io.marquee.generator.seed.DemoCatalogue;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A history on its way into Kafka, on real servers. */
class HistorySeedTest {

    private static final HistoryOptions SMALL = new HistoryOptions(
            7, 40, 900, 6_000, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31));
    private static int worlds;

    private final StringWriter printed = new StringWriter();
    private String topic;
    private Endpoints endpoints;

    @BeforeEach
    void anEmptyWorld() throws Exception {
        topic = "history_" + ++worlds;
        TestServers.migratedDatabase(topic, Schema::migrate);
        TestServers.kafka().createTopics(Map.of(topic, 4));
        endpoints = new Endpoints("http://127.0.0.1:1", TestServers.kafka().bootstrapServers(),
                TestServers.postgres().jdbcUrl(topic), "redis://127.0.0.1:1");
    }

    @Test
    void everyEventArrivesOnceHoweverOftenItIsSeeded() throws Exception {
        assertThat(seed(SMALL)).isEqualTo(Outcome.DONE);
        List<SalesEvent> once = sent();
        assertThat(seed(SMALL)).isEqualTo(Outcome.DONE);

        assertThat(sequences(once)).containsExactlyElementsOf(LongStream.rangeClosed(1, 6_000).boxed().toList());
        assertThat(sent()).isEqualTo(once);
        assertThat(count("SELECT count(*) FROM theater")).isEqualTo(40);
        assertThat(count("SELECT count(*) FROM movie")).isEqualTo(900);
        assertThat(count("SELECT count(*) FROM pg_inherits WHERE inhparent = 'analytics.movie_daily_sales'::regclass"
                + " AND inhrelid::regclass::text ~ '_2024_'")).isEqualTo(12);
    }

    @Test
    void whatWasInterruptedGoesOnWithoutGapOrRepetition() throws Exception {
        History history = new History(SMALL);
        for (int stop : new int[] {1_500, 1_501, 4_000}) {
            interruptedAt(history, stop);
        }
        assertThat(seed(SMALL)).isEqualTo(Outcome.DONE);

        assertThat(sequences(sent())).containsExactlyElementsOf(LongStream.rangeClosed(1, 6_000).boxed().toList());
    }

    @Test
    void marksThatWereLostAreFoundInTheTopic() throws Exception {
        seed(SMALL);
        execute("UPDATE delivery SET sequence = -1, kafka_offset = 0");
        assertThat(seed(SMALL)).isEqualTo(Outcome.DONE);

        assertThat(sent()).hasSize(6_000);
    }

    @Test
    void aTopicThatWasMadeAnewGetsEverything() throws Exception {
        seed(SMALL);
        execute("UPDATE delivery SET topic_id = gen_random_uuid()");
        execute("UPDATE delivery SET kafka_offset = kafka_offset + 1000000");
        topic = topic + "_anew";
        TestServers.kafka().createTopics(Map.of(topic, 4));
        assertThat(seed(SMALL)).isEqualTo(Outcome.DONE);

        assertThat(sent()).hasSize(6_000);
    }

    @Test
    void nothingIsSentThatThePipelineWouldRefuse() throws Exception {
        HistoryOptions later = new HistoryOptions(
                7, 40, 900, 500, LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
        seed(later);

        assertThat(seed(SMALL)).isEqualTo(Outcome.TOO_LATE);
        assertThat(sent()).hasSize(500);
        assertThat(printed.toString()).contains("Nothing was sent", "up --fresh", "--from 2025-02");
        // What is there stays there: a second run of the first has nothing to send and nothing to complain about.
        assertThat(seed(later)).isEqualTo(Outcome.DONE);
    }

    @Test
    void itLivesBesideTheDemoCatalogue() throws Exception {
        DemoCatalogue.load(endpoints.dataSource());
        long theaters = count("SELECT count(*) FROM theater");
        long movies = count("SELECT count(*) FROM movie");
        seed(SMALL);
        DemoCatalogue.Added again = DemoCatalogue.load(endpoints.dataSource());

        assertThat(again.theaters() + again.movies()).isZero();
        assertThat(count("SELECT count(*) FROM theater")).isEqualTo(theaters + 40);
        assertThat(count("SELECT count(*) FROM movie")).isEqualTo(movies + 900);
        execute("INSERT INTO theater (name, location, region, time_zone, currency)"
                + " VALUES ('After', 'Both', 'Nowhere', 'UTC', 'USD')"); // the next id is free
    }

    private void interruptedAt(History history, long stop) throws Exception {
        try (Connection connection = endpoints.dataSource().getConnection();
                SalesTopic place = new SalesTopic(endpoints.kafka(), topic)) {
            connection.setAutoCommit(false);
            HistoryCatalogue.Loaded loaded = new HistoryCatalogue(connection).load(history.houses(), history.films());
            connection.commit();
            connection.setAutoCommit(true);
            try (Delivery delivery = new Delivery(place, connection, SMALL.sender(), new PrintWriter(printed))) {
                history.play(loaded.theaterIds(), loaded.movieIds(), new History.Receiver() {
                    @Override
                    public boolean wants(long theaterId, long sequence) {
                        return sequence <= stop && !delivery.has(theaterId, sequence);
                    }

                    @Override
                    public void take(SalesEvent event) throws SQLException {
                        delivery.send(event);
                    }
                });
            } // closed without a flush: Kafka has some of it, and no mark says which
        }
    }

    private Outcome seed(HistoryOptions options) throws Exception {
        return new HistorySeed(options, endpoints, topic, new PrintWriter(printed)).run(400, false);
    }

    private List<SalesEvent> sent() {
        return SentEvents.of(endpoints.kafka(), topic);
    }

    private static List<Long> sequences(List<SalesEvent> events) {
        return events.stream().map(SalesEvent::sequence).sorted().toList();
    }

    private long count(String query) throws SQLException {
        try (Connection connection = endpoints.dataSource().getConnection();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = endpoints.dataSource().getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
