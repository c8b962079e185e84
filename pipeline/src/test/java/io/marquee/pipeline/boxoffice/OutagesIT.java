package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.local.PostgresServer;
import io.marquee.local.RedisServer;
import io.marquee.pipeline.Cluster;
import io.marquee.pipeline.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Servers that go away under the running job, and come back as they were or empty. */
class OutagesIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private PostgresServer postgres;
    private RedisServer redis;
    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresServer.start(folder.resolve("postgres"), 0);
        redis = RedisServer.start(folder.resolve("redis"), 0);
        cluster = new Cluster();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        redis.close();
        postgres.close();
    }

    @Test
    void outagesAreRiddenOutWithoutARestart() throws Exception {
        Stack stack = new Stack("outages", postgres, redis.uri());
        History history = History.of(21, 12_000, 12, Instant.now(), Duration.ofDays(20));
        JobID job = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(options())));
        try (TotalsReader reader = new TotalsReader(stack)) {
            history.send(stack, 0, 4);
            await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > 1);

            int redisPort = redis.port();
            redis.close();
            long written = bookings(Outcome.inPostgres(stack));
            history.send(stack, 1, 4);
            await().atMost(LIMIT).until(() -> bookings(Outcome.inPostgres(stack)) > written);
            staysUp(job);
            redis = RedisServer.start(folder.resolve("redis"), redisPort);

            int postgresPort = postgres.port();
            postgres.close();
            long shown = bookings(Outcome.inRedis(stack));
            history.send(stack, 2, 4);
            await().atMost(LIMIT).until(() -> bookings(Outcome.inRedis(stack)) > shown);
            staysUp(job);
            postgres = PostgresServer.start(folder.resolve("postgres"), postgresPort);

            history.send(stack, 3, 4);
            history.awaitIn(stack, LIMIT);
            assertThat(reader.wentBack()).as("totals that went back").isEmpty();
        }
        assertThat(cluster.restarts(job)).isZero();
    }

    /** Through all of the outage. */
    private void staysUp(JobID job) {
        await().during(OUTAGE).atMost(OUTAGE.plus(LIMIT)).pollInterval(Duration.ofSeconds(1))
                .until(() -> cluster.status(job) == JobStatus.RUNNING && cluster.restarts(job) == 0);
    }

    @Test
    void anEmptiedRedisIsFilledAgain() throws Exception {
        Stack stack = new Stack("emptied", postgres, redis.uri());
        History history = History.of(22, 6_000, 12, Instant.now(), Duration.ofDays(20));
        JobID job = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(options())));
        history.send(stack, 0, 1);
        history.awaitIn(stack, LIMIT);

        try (RedisClient client = RedisClient.create(URI.create(redis.uri()))) {
            client.flushAll();
        }
        history.awaitIn(stack, LIMIT);

        int port = redis.port();
        redis.close();
        redis = RedisServer.start(folder.resolve("another redis"), port);
        history.awaitIn(stack, LIMIT);
        assertThat(cluster.restarts(job)).isZero();
    }

    @Test
    void aRedisThatIsFilledShowsNoBoardThatLacksAnything() throws Exception {
        Stack stack = new Stack("boards", postgres, redis.uri());
        History history = History.of(24, 20_000, 40, Instant.now(), Duration.ofDays(20));
        Map<String, String> options = new HashMap<>(options());
        options.put("redis.check-interval-ms", "5000"); // as by default: it is the writes that notice first
        JobID job = cluster.submit(2, env -> BoxOfficeJob.define(env, stack.options(options)));
        history.send(stack, 0, 4);
        await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > 1);

        try (BoardReader reader = new BoardReader(stack); RedisClient client =
                RedisClient.create(URI.create(redis.uri()))) {
            for (int part = 1; part < 4; part++) {
                awaitMore(reader::served);
                history.send(stack, part, 4);
                client.flushAll(); // while some of that is on its way to PostgreSQL
                awaitMore(reader::elsewhere);
                await().atMost(LIMIT).until(() -> client.exists("marquee:filled:sales"));
                assertThat(client.exists("marquee:filling:sales")).isFalse();
            }
            history.awaitIn(stack, LIMIT);
            awaitMore(reader::served);
            assertThat(reader.behind()).as("boards without what they had had").isEmpty();
        }
        assertThat(cluster.restarts(job)).isZero();
    }

    private static void awaitMore(Callable<Integer> count) throws Exception {
        int before = count.call();
        await().atMost(LIMIT).until(() -> count.call() > before);
    }

    @Test
    void aLongOutageRestartsTheJobAndLosesNothing() throws Exception {
        Stack stack = new Stack("long_outage", postgres, redis.uri());
        History history = History.of(23, 6_000, 12, Instant.now(), Duration.ofDays(20));
        Map<String, String> impatient = new HashMap<>(options());
        impatient.put("redis.patience-s", "1");
        impatient.put("postgres.patience-s", "1");
        JobID job = cluster.submit(1, env -> BoxOfficeJob.define(env, stack.options(impatient)));
        history.send(stack, 0, 4);
        await().atMost(LIMIT).until(() -> cluster.checkpoints(job) > 1);

        int redisPort = redis.port();
        int postgresPort = postgres.port();
        postgres.close();
        history.send(stack, 1, 4);
        awaitMore(() -> cluster.restarts(job)); // over PostgreSQL, for Redis is there
        redis.close();
        history.send(stack, 2, 4);
        awaitMore(() -> cluster.restarts(job));
        redis = RedisServer.start(folder.resolve("redis"), redisPort);
        postgres = PostgresServer.start(folder.resolve("postgres"), postgresPort);

        history.send(stack, 3, 4);
        history.awaitIn(stack, LIMIT);
    }

    private Map<String, String> options() {
        return Map.of(
                "checkpoint.dir", folder.resolve("checkpoints").toUri().toString(),
                "redis.check-interval-ms", "500");
    }

    private static long bookings(Map<History.Key, History.Sums> totals) {
        return totals.values().stream().mapToLong(History.Sums::bookings).sum();
    }
}
