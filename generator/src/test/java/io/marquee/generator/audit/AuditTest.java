package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.BookingEvent;
import io.marquee.events.Event;
import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.SeatEvent;
import io.marquee.events.Topics;
import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import redis.clients.jedis.Jedis;

/** Plants one fault at a time in a world that adds up, and looks whether the audit finds that fault and no other. */
class AuditTest {

    private static final List<String> TOPICS =
            List.of(Topics.SALES, Topics.DEAD_LETTERS, Topics.SEAT_LOCKS, Topics.BOOKINGS);
    // Half past eleven at night in New York, though it is the next day and month in London.
    private static final Instant LATE_EVENING = Instant.parse("2024-06-01T03:30:00Z");
    private static int databases;

    private String database;
    private KafkaProducer<byte[], byte[]> producer;
    private Jedis redis;
    private String printed;

    @BeforeEach
    void aWorldThatAddsUp() throws Exception {
        database = "audit_" + ++databases;
        TestServers.migratedDatabase(database, Schema::migrate);
        redis = new Jedis(URI.create(TestServers.redis().uri()));
        redis.flushAll();
        emptyTopics();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());

        send(sale(SalesEvent.Type.SALE, 1, 2, 2_400));
        send(sale(SalesEvent.Type.SALE, 2, 1, 1_200));
        send(sale(SalesEvent.Type.REFUND, 3, 1, 1_200));
        for (String table : List.of(
                "theater_daily_sales (theater_id, sale_date", "theater_monthly_sales (theater_id, month")) {
            String day = table.contains("month") ? "2024-05-01" : "2024-05-31";
            sql("INSERT INTO analytics." + table + ", currency, bookings, cancellations, tickets, tickets_refunded,"
                    + " gross_minor, refunded_minor, status, version) VALUES (17, '" + day
                    + "', 'USD', 2, 1, 3, 1, 3600, 1200, 'provisional', 3)");
        }
        sql("INSERT INTO analytics.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings,"
                + " cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)"
                + " VALUES (17, 5, '2024-05-31', 'USD', 2, 1, 3, 1, 3600, 1200, 'provisional', 3)");
        Map<String, String> totals = new HashMap<>(Map.of(
                "USD:bookings", "2", "USD:cancellations", "1", "USD:tickets", "3", "USD:tickets_refunded", "1",
                "USD:gross_minor", "3600", "USD:refunded_minor", "1200", "USD:net_minor", "2400",
                "USD:status", "provisional", "USD:version", "3", "USD:updated_at", "2024-06-01T03:30:00Z"));
        redis.hset("theater-day:17:2024-05-31", totals);
        redis.hset("theater-month:17:2024-05", totals);
        redis.zadd("top:day:USD:2024-05-31", 2_400, "17");
        redis.zadd("top:month:USD:2024-05", 2_400, "17");
    }

    @AfterEach
    void close() {
        producer.close();
        redis.close();
    }

    @Test
    void findsNothingWhereEverythingAddsUp() {
        assertThat(audit()).isZero();
        assertThat(printed).contains("No differences", "24.00", "distinct events counted");
    }

    @Test
    void countsADuplicateOnceWhoeverSentIt() throws Exception {
        send(sale(SalesEvent.Type.SALE, 2, 1, 1_200));

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("duplicates +1\\b");
    }

    @Test
    void countsTheSameNumberOfAnotherTheatersSource() throws Exception {
        SalesEvent here = sale(SalesEvent.Type.SALE, 2, 1, 1_200);
        send(new SalesEvent(
                here.type(), "elsewhere", here.source(), here.sequence(), here.occurredAt(), null, 18, here.timeZone(),
                here.movieId(), null, 1, 1_200, "USD", here.channel()));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).contains("theater 18, 2024-05-01, USD is missing").containsPattern("named once +4 +0\\b");
    }

    @Test
    void findsACentInPostgres() throws Exception {
        sql("UPDATE analytics.theater_monthly_sales SET gross_minor = 3601");

        assertDifference("PostgreSQL: theaters by month", "theater 17, 2024-05-01, USD: gross_minor is 3601, not 3600");
    }

    @Test
    void findsARowThatIsMissing() throws Exception {
        sql("DELETE FROM analytics.movie_daily_sales");

        assertDifference("PostgreSQL: movies by day", "theater 17, movie 5, 2024-05-31, USD is missing");
    }

    @Test
    void findsARowTooMany() throws Exception {
        sql("INSERT INTO analytics.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings,"
                + " cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)"
                + " VALUES (17, 6, '2024-05-31', 'USD', 1, 0, 1, 0, 100, 0, 'provisional', 1)");

        assertDifference("PostgreSQL: movies by day", "theater 17, movie 6, 2024-05-31, USD: bookings is 1, not 0");
    }

    @Test
    void findsAWrongScoreInRedis() {
        redis.zadd("top:day:USD:2024-05-31", 2_399, "17");

        assertDifference("Redis: leaderboards by day", "top:day:USD:2024-05-31, theater 17: score is 2399, not 2400");
    }

    @Test
    void findsAHashThatRedisLost() {
        redis.del("theater-day:17:2024-05-31");

        assertDifference("Redis: theaters by day", "theater 17, 2024-05-31, USD is missing");
    }

    @Test
    void findsABrokenSaleThatNobodySetAside() throws Exception {
        RecordMetadata broken = send(Topics.SALES, "17", "{\"type\":\"sale\"".getBytes(StandardCharsets.UTF_8));

        assertDifference(
                "broken sales are in dead-letters", "sales/" + broken.partition() + "@" + broken.offset()
                        + " is no event, and is not in dead-letters");
    }

    @Test
    void isContentWhenTheBrokenSaleIsADeadLetter() throws Exception {
        byte[] bytes = "not json".getBytes(StandardCharsets.UTF_8);
        deadLetter(send(Topics.SALES, "17", bytes), bytes, "not-json");

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("invalid +1\\b").contains("not-json 1");
    }

    @Test
    void leavesOutWhatThePipelineSetAsideAsBehindTheWindow() throws Exception {
        SalesEvent far = sale(SalesEvent.Type.REFUND, 5_000, 1, 0);
        send(far);
        sql("UPDATE analytics.theater_daily_sales SET cancellations = 2, tickets_refunded = 2");
        sql("UPDATE analytics.theater_monthly_sales SET cancellations = 2, tickets_refunded = 2");
        sql("UPDATE analytics.movie_daily_sales SET cancellations = 2, tickets_refunded = 2");
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }
        SalesEvent late = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(late), EventJson.write(late), "behind-window");

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("valid, but set aside +1\\b");
    }

    @Test
    void findsASaleThatWasRefusedWithoutCause() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "behind-window");

        assertDifference("refused sales deserved it", "but sequence 4 of pos:17:1 is not");
    }

    @Test
    void findsGoodSalesThatWereRefusedForTheirTime() throws Exception {
        SalesEvent good = new SalesEvent(
                SalesEvent.Type.SALE, "earlier", "pos:17:1", 4, LATE_EVENING.minus(Duration.ofDays(3)), null, 17,
                "America/New_York", 5, null, 1, 100, "USD", SalesEvent.Channel.POS);
        deadLetter(send(good), EventJson.write(good), "too-late");

        assertDifference("refused sales deserved it", "is refused as too late, but its day ended 2024-05-29T04:00:00Z");
        assertThat(audit("--retention", "1d")).as("a job that keeps less was right").isZero();
    }

    @Test
    void findsAGoodSaleThatWasRefusedAsFromTheFuture() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "from-future");

        assertDifference("refused sales deserved it", "is refused as from the future, but was of 2024-06-01T03:30:00Z");
    }

    @Test
    void findsAGoodSaleThatWasRefusedForNoKnownReason() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "on-a-whim");

        assertDifference("refused sales deserved it", "refused as 'on-a-whim', which is no reason");
    }

    @Test
    void findsADeadLetterWithOtherBytes() throws Exception {
        RecordMetadata broken = send(Topics.SALES, "17", "not json".getBytes(StandardCharsets.UTF_8));
        deadLetter(broken, "nor this".getBytes(StandardCharsets.UTF_8), "not-json");

        assertDifference("dead letters are in order", "has other bytes");
    }

    @Test
    void findsAnEventThatWasRefusedThoughItIsOne() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "invalid-value");

        assertDifference("refused sales deserved it", "is a valid event, refused as invalid-value: send it again");
    }

    @Test
    void isContentWhenAnEventThatWasRefusedThoughItIsOneWasSentAgain() throws Exception {
        SalesEvent again = sale(SalesEvent.Type.REFUND, 4, 1, 0);
        deadLetter(send(again), EventJson.write(again), "invalid-value");
        send(again);
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET cancellations = 2, tickets_refunded = 2");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void findsTwoSalesUnderOneNumber() throws Exception {
        SalesEvent first = sale(SalesEvent.Type.SALE, 2, 1, 1_200);
        send(new SalesEvent(
                first.type(), UUID.randomUUID().toString(), first.source(), first.sequence(), first.occurredAt(), null,
                17, first.timeZone(), 5, null, 7, 7_000, "USD", first.channel()));

        assertDifference("events are named once", "sequence 2 of pos:17:1 names two events");
    }

    @Test
    void findsABookingThatNobodyPaid() throws Exception {
        bookingWorld();
        sql("UPDATE payment SET status = 'failed'");

        assertDifference("seats, bookings and payments agree", "has 0 captured payments");
    }

    @Test
    void findsASoldSeatWithoutItsClaim() throws Exception {
        bookingWorld();
        sql("DELETE FROM seat_claim");

        assertDifference("seats, bookings and payments agree", "seat A1 of booking");
    }

    @Test
    void isContentWithSomeSeatsGivenBack() throws Exception {
        bookingWorld();
        giveBack("A2");
        sql("UPDATE hold SET seats = '{A1,A2}'");

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void findsASeatThatIsBothKeptAndRefunded() throws Exception {
        bookingWorld();
        giveBack("A1");

        assertDifference("seats, bookings and payments agree", "of the seats {A1} has {A1}, and refunds of {A1}");
    }

    @Test
    void findsARefundWithoutItsEvent() throws Exception {
        bookingWorld();
        giveBack("A2");
        sql("UPDATE hold SET seats = '{A1,A2}'");
        sql("DELETE FROM outbox WHERE type = 'refund'");

        assertDifference(
                "seats, bookings and payments agree", "has 1 refunds of 0 for 1 seats, and events of 0, 0 and 0");
    }

    @Test
    void findsAnEventThatNeverReachedKafka() throws Exception {
        bookingWorld();
        sql("INSERT INTO outbox (topic, key, event_id, type, showtime_id, occurred_at, payload)"
                + " VALUES ('bookings', '1', 'lost-one', 'booking.confirmed', 1, now(), '{}')");

        assertDifference("outbox rows are in Kafka", "event lost-one, is not in bookings");
    }

    @Test
    void findsVersionsThatComeInTheWrongOrder() throws Exception {
        bookingWorld();
        sql("UPDATE showtime SET version = 4");
        send(seatEvent(4));
        send(seatEvent(3));

        assertDifference("events of a showing come in version order", "version 3 of showtime:1 comes after 4");
    }

    @Test
    void isContentWithTheSameVersionsOfAnotherTheatersSource() throws Exception {
        bookingWorld();
        send(new SalesEvent(
                SalesEvent.Type.SALE, "elsewhere", "showtime:1", 1, LATE_EVENING, null, 18, "America/New_York", 5,
                null, 1, 0, "USD", SalesEvent.Channel.POS));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).contains("theater 18, 2024-05-01, USD is missing")
                .containsPattern("events of a showing come in version order +\\d+ +0\\b");
    }

    @Test
    void findsABrokenSeatEventThatNobodySetAside() throws Exception {
        RecordMetadata broken = send(Topics.SEAT_LOCKS, "1", "{}".getBytes(StandardCharsets.UTF_8));

        assertDifference("broken seat and booking events are in dead-letters", "seat-locks/" + broken.partition() + "@"
                + broken.offset() + " is no event, and is not in dead-letters");
    }

    @Test
    void findsABookingThatCannotBeOneAndOneOfAnotherTopic() throws Exception {
        send(Topics.BOOKINGS, "1", null);
        send(Topics.BOOKINGS, "1", EventJson.write(sale(SalesEvent.Type.SALE, 4, 1, 100)));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).containsPattern("broken seat and booking events are in dead-letters +2 +2\\b");
    }

    @Test
    void isContentWhenBrokenSeatEventsAndBookingsAreDeadLetters() throws Exception {
        for (String topic : List.of(Topics.SEAT_LOCKS, Topics.BOOKINGS)) {
            byte[] bytes = "not json".getBytes(StandardCharsets.UTF_8);
            deadLetter(send(topic, "1", bytes), bytes, "not-json");
            byte[] elsewhere = EventJson.write(sale(SalesEvent.Type.SALE, 4, 1, 100));
            RecordMetadata twice = send(topic, "1", elsewhere);
            deadLetter(twice, elsewhere, "unknown-type");
            deadLetter(twice, elsewhere, "unknown-type");
        }

        assertThat(audit()).as(printed).isZero();
        assertThat(printed).contains("seat-locks: unknown-type 1", "bookings: not-json 1");
    }

    @Test
    void findsADeadLetterOfASeatEventWithOtherBytes() throws Exception {
        RecordMetadata broken = send(Topics.SEAT_LOCKS, "1", "not json".getBytes(StandardCharsets.UTF_8));
        deadLetter(broken, "nor this".getBytes(StandardCharsets.UTF_8), "not-json");

        assertDifference("dead letters are in order", "has other bytes");
    }

    @Test
    void findsNothingWrongWithVersionsThatLeaptAtARestore() throws Exception {
        bookingWorld();
        sql("SELECT after_restore()");

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void leavesAloneWhatWasFromTheFutureWhenItWasWrittenThoughTheJobCameHoursLater() throws Exception {
        Instant before = Instant.now().minus(Duration.ofHours(5));
        SalesEvent early = new SalesEvent(
                SalesEvent.Type.SALE, "early", "pos:17:early", 1, before.plus(Duration.ofHours(25)), null, 17,
                "America/New_York", 5, null, 1, 100, "USD", SalesEvent.Channel.POS);
        RecordMetadata sent = producer.send(new ProducerRecord<>(
                Topics.SALES, null, before.toEpochMilli(), "17".getBytes(StandardCharsets.UTF_8),
                EventJson.write(early))).get();
        deadLetter(sent, EventJson.write(early), "from-future");

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void givesUpOnTotalsThatNeverCatchUpWithSalesThatKeepComing() {
        ScheduledExecutorService till = Executors.newSingleThreadScheduledExecutor();
        try {
            AtomicLong sequence = new AtomicLong(1_000);
            till.scheduleWithFixedDelay(
                    () -> producer.send(new ProducerRecord<>(Topics.SALES, EventJson.write(
                            sale(SalesEvent.Type.SALE, sequence.incrementAndGet(), 1, 100)))),
                    0, 20, TimeUnit.MILLISECONDS);
            assertThat(audit("--wait", "30s", "--limit", "2s")).isEqualTo(2);
            assertThat(printed).contains("events came within 2 s and more keep coming", "--limit");
        } finally {
            till.shutdownNow();
        }
    }

    @Test
    void saysWhichServerIsNotThere() {
        StringWriter complaints = new StringWriter();
        int code = new CommandLine(new AuditCommand())
                .setErr(new PrintWriter(complaints))
                .execute("--kafka", TestServers.kafka().bootstrapServers(),
                        "--postgres", "jdbc:postgresql://127.0.0.1:1/marquee", "--redis", TestServers.redis().uri());

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString())
                .contains("no PostgreSQL at jdbc:postgresql://127.0.0.1:1/marquee: start it with ./marquee up");
    }

    /** One showing with one seat held (version 1) and sold (version 2). */
    private void bookingWorld() throws Exception {
        UUID hold = UUID.randomUUID();
        UUID booking = UUID.randomUUID();
        sql("INSERT INTO movie (id, title, runtime_minutes) VALUES (5, 'A movie', 90)");
        sql("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                + " VALUES (17, 'A theater', 'A town', 'A region', 'America/New_York', 'USD')");
        sql("INSERT INTO auditorium (id, theater_id, name, layout, seats) VALUES (1, 17, '1', '{}', 10)");
        sql("INSERT INTO showtime (id, movie_id, auditorium_id, theater_id, starts_at, ends_at, prices, version)"
                + " VALUES (1, 5, 1, 17, now(), now() + interval '2 hours', '{}', 2)");
        sql("INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, status, expires_at,"
                + " latest_expiry) VALUES ('" + hold + "', 1, 'guest', '{A1}', 0, 'USD', 'booked', now(), now())");
        sql("INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status)"
                + " VALUES ('" + booking + "', '" + hold
                + "', 1, 'guest', 'a@example.com', '{A1}', 0, 'USD', 'confirmed')");
        sql("INSERT INTO seat_claim (showtime_id, seat, hold_id, booking_id, version)"
                + " VALUES (1, 'A1', '" + hold + "', '" + booking + "', 2)");
        sql("INSERT INTO payment (id, hold_id, booking_id, provider, amount_minor, currency, email, status)"
                + " VALUES (gen_random_uuid(), '" + hold + "', '" + booking + "', 'mock', 0, 'USD', 'a@example.com',"
                + " 'captured')");
        sql("INSERT INTO outbox (topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload) VALUES"
                + " ('sales', '17', 'sale-1', 'sale', 17, 1, now(), '{\"booking_id\":\"" + booking
                + "\",\"amount_minor\":0}')");
        sql("UPDATE outbox SET recorded_at = now() - interval '1 minute'");
        // Free of charge: it changes counts, so the totals change with it.
        send(new SalesEvent(
                SalesEvent.Type.SALE, "sale-1", "showtime:1", 2, LATE_EVENING, booking.toString(), 17,
                "America/New_York", 5, 1L, 1, 0, "USD", SalesEvent.Channel.WEB));
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET bookings = 3, tickets = 4");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:bookings", "3", "USD:tickets", "4"));
        }
        send(seatEvent(1));
        send(new BookingEvent(
                BookingEvent.Type.CONFIRMED, "booked", "showtime:1", 2, LATE_EVENING, 1, booking.toString(),
                List.of("A1")));
        assertThat(audit()).as(printed).isZero();
    }

    /** Refunds a seat of the booking, free of charge as it was, with both events (version 3). */
    private void giveBack(String seat) throws Exception {
        sql("UPDATE showtime SET version = 3");
        sql("INSERT INTO refund (id, payment_id, booking_id, seats, amount_minor, reason, status)"
                + " SELECT gen_random_uuid(), id, booking_id, '{" + seat + "}', 0, 'cancelled', 'done' FROM payment");
        sql("INSERT INTO outbox (topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload)"
                + " SELECT 'sales', '17', 'refund-1', 'refund', 17, 1, now(),"
                + " jsonb_build_object('booking_id', id, 'amount_minor', 0, 'tickets', 1)::text FROM booking");
        send(new SalesEvent(
                SalesEvent.Type.REFUND, "refund-1", "showtime:1", 3, LATE_EVENING, UUID.randomUUID().toString(), 17,
                "America/New_York", 5, 1L, 1, 0, "USD", SalesEvent.Channel.WEB));
        send(new BookingEvent(
                BookingEvent.Type.CANCELLED, "cancelled", "showtime:1", 3, LATE_EVENING, 1,
                UUID.randomUUID().toString(), List.of(seat)));
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET cancellations = 2, tickets_refunded = 2");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }
    }

    private static SeatEvent seatEvent(long version) {
        return new SeatEvent(
                SeatEvent.Type.LOCKED, "seat-" + version, "showtime:1", version, LATE_EVENING, 1, List.of("A1"), "hold",
                LATE_EVENING.plusSeconds(300));
    }

    private static SalesEvent sale(SalesEvent.Type type, long sequence, int tickets, long amount) {
        return new SalesEvent(
                type, "event-" + sequence, "pos:17:1", sequence, LATE_EVENING, null, 17, "America/New_York", 5, null,
                tickets, amount, "USD", SalesEvent.Channel.POS);
    }

    private int audit(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka", TestServers.kafka().bootstrapServers(),
                "--postgres", TestServers.postgres().jdbcUrl(database), "--redis", TestServers.redis().uri()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--wait")) {
            arguments.addAll(List.of("--wait", "0s"));
        }
        StringWriter text = new StringWriter();
        int code = new CommandLine(new AuditCommand())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments.toArray(String[]::new));
        printed = text.toString();
        return code;
    }

    private void assertDifference(String check, String difference) {
        assertThat(audit()).as(printed).isEqualTo(1);
        assertThat(printed).contains("\n1 DIFFERENCES").contains(difference);
        assertThat(printed.lines().filter(line -> line.startsWith("  " + check)).collect(Collectors.joining()))
                .matches(".* 1");
    }

    private RecordMetadata send(Event event) throws Exception {
        return send(event.topic(), event.key(), EventJson.write(event));
    }

    private RecordMetadata send(String topic, String key, byte[] value) throws Exception {
        return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    }

    private void deadLetter(RecordMetadata from, byte[] value, String reason) throws Exception {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, value);
        Map.of(
                        Topics.DeadLetterHeaders.TOPIC, from.topic(),
                        Topics.DeadLetterHeaders.PARTITION, Integer.toString(from.partition()),
                        Topics.DeadLetterHeaders.OFFSET, Long.toString(from.offset()),
                        Topics.DeadLetterHeaders.REASON, reason)
                .forEach((name, text) ->
                        letter.headers().add(new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8))));
        producer.send(letter).get();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = TestServers.postgres().dataSource(database).getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private static void emptyTopics() throws Exception {
        TestServers.kafka().createTopics(TOPICS.stream().collect(Collectors.toMap(topic -> topic, topic -> 2)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (String topic : TOPICS) {
                ends.put(new TopicPartition(topic, 0), OffsetSpec.latest());
                ends.put(new TopicPartition(topic, 1), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(ends).all().get()
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get();
        }
    }
}
