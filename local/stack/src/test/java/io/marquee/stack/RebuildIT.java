package io.marquee.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.stack.flink.FlinkRest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Totals that someone spoilt, added up anew while sales and broken records come and readers look; refused events, sent
 * again when what was wrong has passed.
 */
class RebuildIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int THEATERS = 20;
    // Long over, so that the job has no more to say about it once it is final.
    private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(60);
    private static final Instant NOON = DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
    private static final String ALL_OF_DAY = """
            SELECT '[' || string_agg(total, ', ' ORDER BY total COLLATE "C") || ']'
            FROM (SELECT theater_id || '=' || net_minor AS total FROM analytics.theater_daily_sales
                  WHERE sale_date = '%s' AND currency = 'EUR') AS totals""".formatted(DAY);
    private static final String SALES = "SELECT coalesce(sum(bookings + cancellations), 0)"
            + " FROM analytics.theater_daily_sales";
    private static final String UNSETTLED = "SELECT count(*) FROM analytics.theater_daily_sales"
            + " WHERE sale_date = '" + DAY + "' AND status = 'provisional'";

    private static final String STATE = "SELECT coalesce("
            + "(SELECT state FROM analytics.generation ORDER BY number DESC LIMIT 1), 'none')";
    private static final String LEFT_OVER = "SELECT count(*) FROM pg_namespace"
            + " WHERE nspname IN ('analytics_next', 'analytics_previous')";

    @TempDir
    Path temporary;

    private KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sequence = new AtomicLong();
    private long events;

    @Test
    void putsSpoiltTotalsRightWhileSalesGoOnAndReadersLook() throws Exception {
        Path data = temporary.resolve("data");
        try (RunningStack stack = RunningStack.start(data);
                KafkaProducer<byte[], byte[]> toKafka = producer(stack)) {
            producer = toKafka;
            Instant early = Instant.now().plus(Duration.ofHours(24)).plusSeconds(30);
            // Refused, until half a minute has passed. Of a source of its own, which does not go on meanwhile.
            send(sale("early:1", 1, early, "EUR", 1, 100));
            events--;
            history();
            awaitCounted(stack);
            await().atMost(SOON).until(() -> query(stack, UNSETTLED).equals("0"));
            String right = query(stack, ALL_OF_DAY);
            spoil(stack);
            String wrong = query(stack, ALL_OF_DAY);
            assertThat(wrong).isNotEqualTo(right);

            ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
            try (TotalsReader api = TotalsReader.ofLeaderboard(
                            stack.endpoint("api"), "date=" + DAY + "&currency=EUR&limit=50");
                    TotalsReader redis = TotalsReader.ofRedis(stack.endpoint("redis"), "top:day:EUR:" + DAY);
                    TotalsReader postgres = TotalsReader.ofPostgres(stack.endpoint("postgres"), ALL_OF_DAY)) {
                traffic.scheduleAtFixedRate(
                        () -> {
                            send(sale(1 + sequence.get() % THEATERS, Instant.now(), "EUR", 1, 900));
                            producer.send(new ProducerRecord<>(Topics.SALES, "{broken".getBytes(UTF_8)));
                        },
                        0, 20, TimeUnit.MILLISECONDS);
                assertThat(command(data, "rebuild")).contains("switched", "the live job goes on");
                assertThat(query(stack, UNSETTLED)).as("days that were final and are not").isEqualTo("0");
                traffic.shutdown();
                assertThat(traffic.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                for (TotalsReader reader : new TotalsReader[] {api, redis, postgres}) {
                    long before = reader.rounds();
                    await().atMost(SOON).until(() -> reader.rounds() > before + 1);
                    assertThat(reader.seen()).contains(right).isSubsetOf(right, wrong);
                }
            } finally {
                traffic.shutdownNow();
            }
            awaitCounted(stack);
            assertThat(command(data, "audit", "--wait", "20s")).contains("No differences");
            assertOneBoxOffice(stack);

            await().atMost(SOON).until(() -> Instant.now().plus(Duration.ofHours(24)).isAfter(early.plusSeconds(1)));
            assertThat(command(data, "dead-letters")).containsPattern("sales +from-future +1 +0 ");
            assertThat(command(data, "dead-letters", "resend", "--reason", "from-future")).contains("1 records sent");
            events++;
            awaitCounted(stack);
            assertThat(command(data, "audit", "--wait", "20s")).contains("No differences");
        }
    }

    @Test
    void leavesTheOldTotalsOrTheNewOnesWhereverItIsCutOff() throws Exception {
        Path data = temporary.resolve("data");
        try (RunningStack stack = RunningStack.start(data);
                KafkaProducer<byte[], byte[]> toKafka = producer(stack)) {
            producer = toKafka;
            history();
            awaitCounted(stack);
            await().atMost(SOON).until(() -> query(stack, UNSETTLED).equals("0"));
            String right = query(stack, ALL_OF_DAY);
            spoil(stack);
            String wrong = query(stack, ALL_OF_DAY);

            Process killed = rebuild(data);
            awaitAddingUp(stack);
            killed.destroyForcibly();
            assertSettled(stack, "given up", wrong);

            Process interrupted = rebuild(data);
            awaitAddingUp(stack);
            interrupted.destroy();
            assertThat(interrupted.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(temporary.resolve("rebuild.log")).content().contains("nothing is left of the new ones");
            assertSettled(stack, "given up", wrong);

            killBetweenExchangeAndEnd(stack, data);
            assertSettled(stack, "serving", right);
            send(sale(1, Instant.now(), "EUR", 1, 900));
            awaitCounted(stack);
            assertThat(command(data, "audit", "--wait", "20s")).contains("No differences");
        }
    }

    private Process rebuild(Path data) throws Exception {
        return RunningStack.marquee(temporary.resolve("rebuild.log"), List.of("rebuild", "--data", data.toString()));
    }

    private static void awaitAddingUp(RunningStack stack) {
        await().atMost(SOON).until(() -> query(stack, STATE).equals("building")
                && liveJobs(stack).contains("box-office-next"));
    }

    /** That moment is short; when it is missed, the rebuild is whole, and another one gives another chance. */
    private void killBetweenExchangeAndEnd(RunningStack stack, Path data) throws Exception {
        boolean hit = false;
        for (int attempt = 1; !hit && attempt <= 5; attempt++) {
            Process rebuild = rebuild(data);
            await().atMost(SOON).pollInterval(Duration.ofMillis(2)).pollDelay(Duration.ZERO)
                    .until(() -> query(stack, STATE).equals("switched") || !rebuild.isAlive());
            rebuild.destroyForcibly().waitFor();
            String said = Files.readString(temporary.resolve("rebuild.log"));
            hit = !said.contains("the live job goes on") && !said.contains("failed");
        }
        assertThat(hit).as("one of five was cut off between the exchange of the tables and its end").isTrue();
    }

    private static void assertSettled(RunningStack stack, String state, String totals) throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(query(stack, STATE)).isEqualTo(state);
            assertThat(query(stack, LEFT_OVER)).isEqualTo("0");
            assertThat(liveJobs(stack)).containsExactlyInAnyOrder("box-office", "seat-map");
            try (Jedis redis = new Jedis(URI.create(stack.endpoint("redis")))) {
                assertThat(redis.keys("next:*")).isEmpty();
            }
        });
        assertThat(query(stack, ALL_OF_DAY)).isEqualTo(totals);
    }

    private static KafkaProducer<byte[], byte[]> producer(RunningStack stack) throws Exception {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.endpoint("kafka"), "linger.ms", 5),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sales and refunds of two currencies, a few of them twice, one that is no event. */
    private void history() {
        for (int i = 0; i < 4_000; i++) {
            SalesEvent event = new SalesEvent(
                    i % 9 == 0 ? SalesEvent.Type.REFUND : SalesEvent.Type.SALE, "event-" + sequence.incrementAndGet(),
                    "pos:" + i % THEATERS, sequence.get(), NOON.plusSeconds(i), null, 1 + i % THEATERS, "UTC",
                    1 + i % 7, null, 2, 1_000 + i, i % 5 == 0 ? "JPY" : "EUR", SalesEvent.Channel.POS);
            send(event);
            if (i % 50 == 0) {
                send(event);
                events--;
            }
        }
        for (int theater = 1; theater <= THEATERS; theater++) {
            send(sale(theater, Instant.now(), "EUR", 1, 500));
        }
        producer.send(new ProducerRecord<>(Topics.SALES, key(1), "{".getBytes(UTF_8)));
    }

    private SalesEvent sale(long theater, Instant at, String currency, int tickets, long amount) {
        return sale("web:" + theater, theater, at, currency, tickets, amount);
    }

    private SalesEvent sale(
            String source, long theater, Instant at, String currency, int tickets, long amount) {
        long number = sequence.incrementAndGet();
        return new SalesEvent(
                SalesEvent.Type.SALE, "event-" + number, source, number, at, null, theater, "UTC", 1, null,
                tickets, amount, currency, SalesEvent.Channel.WEB);
    }

    private void send(SalesEvent event) {
        producer.send(new ProducerRecord<>(Topics.SALES, key(event.theaterId()), EventJson.write(event)));
        events++;
    }

    private static byte[] key(long theater) {
        return Long.toString(theater).getBytes(UTF_8);
    }

    private void awaitCounted(RunningStack stack) {
        producer.flush();
        await().atMost(SOON).untilAsserted(() ->
                assertThat(query(stack, SALES)).isEqualTo(Long.toString(events)));
    }

    private static void spoil(RunningStack stack) throws Exception {
        query(stack, "WITH spoilt AS (UPDATE analytics.theater_daily_sales SET gross_minor = gross_minor + 7"
                + " WHERE theater_id % 3 = 0 RETURNING 1) SELECT count(*) FROM spoilt");
        query(stack, "WITH lost AS (DELETE FROM analytics.movie_daily_sales WHERE movie_id = 3 RETURNING 1)"
                + " SELECT count(*) FROM lost");
        query(stack, "WITH spoilt AS (UPDATE analytics.theater_monthly_sales SET version = version + 5, tickets = 1"
                + " RETURNING 1) SELECT count(*) FROM spoilt");
        try (Jedis redis = new Jedis(URI.create(stack.endpoint("redis")))) {
            for (String theater : redis.zrange("top:day:EUR:" + DAY, 0, -1)) {
                if (Integer.parseInt(theater) % 3 == 0) {
                    redis.zincrby("top:day:EUR:" + DAY, 7, theater);
                }
            }
            redis.hset("theater-day:5:" + DAY, "EUR:tickets", "1");
            redis.zadd("top:month:EUR:2020-01", 1, "1");
        }
    }

    private static void assertOneBoxOffice(RunningStack stack) throws Exception {
        assertThat(liveJobs(stack)).containsExactlyInAnyOrder("box-office", "seat-map");
    }

    private static List<String> liveJobs(RunningStack stack) throws Exception {
        return new FlinkRest(URI.create(stack.endpoint("flink"))).jobs().stream()
                .filter(FlinkRest.Job::isLive)
                .map(FlinkRest.Job::name)
                .toList();
    }

    private String command(Path data, String... arguments) throws Exception {
        return RunningStack.command(data, temporary.resolve("command.log"), arguments);
    }

    private static String query(RunningStack stack, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(stack.endpoint("postgres"), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
