package io.marquee.pipeline.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.marquee.local.PostgresServer;
import io.marquee.local.TestServers;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.postgres.Postgres;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** What a sink does about a Redis that was emptied, with a view that is one key. */
class RedisContentsTest {

    private static final String URI_OF_REDIS = TestServers.redis().uri() + "/9";
    private static final String FILLED = "marquee:filled:test";
    private static final String FILLING = "marquee:filling:test";
    private static final Duration ALWAYS = Duration.ZERO; // every check is due

    private final Jedis redis = new Jedis(URI.create(URI_OF_REDIS));
    private final RedisConnection connection = new RedisConnection(URI_OF_REDIS);
    private final View view = new View();
    private String run;

    @BeforeEach
    void empty() {
        redis.flushDB();
        run = connection.runId();
    }

    @AfterEach
    void close() {
        connection.close();
        redis.close();
    }

    @Test
    void aJobThatHasNotWrittenYetFillsAtOnce() {
        contents(false).check(connection);
        assertWhole(1);
    }

    @Test
    void aWriterThatWroteNothingDoesNotSpeakForTheOthers() {
        RedisContents quiet = filled(false);
        RedisContents busy = contents(false);
        busy.check(connection);
        busy.written(); // on its way to PostgreSQL
        redis.flushDB();

        quiet.check(connection);

        assertThat(redis.exists(FILLED)).isFalse();
        quiet.checkpointPassed();
        quiet.checkpointPassed();
        quiet.check(connection);
        assertThat(redis.get(FILLED)).isEqualTo(run);
    }

    @Test
    void whatIsWholeIsLeftAlone() {
        redis.set(FILLED, run);
        contents(false).check(connection);
        assertThat(view.fills).isZero();
    }

    @Test
    void anotherRunOfTheServerIsFilledAgain() {
        redis.set(FILLED, "another");
        contents(false).check(connection);
        assertWhole(1);
    }

    @Test
    void whatWasOnItsWayToPostgresIsWaitedForBeforeTheViewIsWhole() {
        RedisContents contents = filled(false);
        contents.written();
        redis.flushDB();

        contents.check(connection);
        assertThat(view.fills).isEqualTo(2);
        assertThat(redis.exists(FILLING)).isTrue();
        assertThat(redis.exists(FILLED)).isFalse();
        contents.checkpointPassed();
        contents.check(connection);
        assertThat(redis.exists(FILLING)).isTrue();
        contents.checkpointPassed();
        contents.check(connection);
        assertWhole(3);
    }

    @Test
    void whatIsEmptiedWhileItWaitsIsWaitedForAnew() {
        RedisContents contents = filled(true);
        contents.written();
        redis.flushDB();
        contents.check(connection);
        contents.checkpointPassed();
        redis.flushDB();
        contents.check(connection);
        contents.checkpointPassed();
        contents.check(connection);
        assertThat(redis.exists(FILLED)).isFalse();
        contents.checkpointPassed();
        contents.check(connection);
        assertWhole(4);
    }

    @Test
    void theOnlyWriterKnowsWhenNothingIsOnItsWay() {
        RedisContents contents = filled(true);
        contents.written();
        contents.checkpointPassed();
        contents.checkpointPassed();
        redis.flushDB();
        contents.check(connection);
        assertWhole(2);
    }

    @Test
    void ofSeveralWritersNoneKnowsThat() {
        RedisContents contents = filled(false);
        contents.written();
        contents.checkpointPassed();
        contents.checkpointPassed();
        redis.flushDB();
        contents.check(connection);
        assertThat(redis.exists(FILLED)).isFalse();
    }

    @Test
    void aViewThatIsEmptiedWhileItIsFilledIsNotCalledWhole() {
        RedisContents contents = contents(false);
        emptyWhileItIsFilled(contents);
        contents.check(connection);
        // Others may have written between the first look and now, and what they wrote was lost with the rest.
        assertThat(redis.exists(FILLED)).isFalse();
        contents.checkpointPassed();
        contents.check(connection);
        assertThat(redis.exists(FILLED)).isFalse();
        contents.checkpointPassed();
        contents.check(connection);
        assertWhole(3);
    }

    @Test
    void theOnlyWriterFillsAtOnceWhatIsEmptiedWhileItIsFilled() {
        RedisContents contents = contents(true);
        emptyWhileItIsFilled(contents);
        contents.check(connection);
        assertWhole(2);
    }

    private void emptyWhileItIsFilled(RedisContents contents) {
        view.during = redis::flushDB;
        contents.check(connection);
        assertThat(redis.keys("*")).isEmpty();
        view.during = () -> {};
    }

    @Test
    void aFirstLookThatFailedWasTheFirst() {
        RedisContents contents = contents(false);
        try (RedisConnection nowhere = new RedisConnection("redis://127.0.0.1:1")) {
            assertThatThrownBy(() -> contents.check(nowhere)).isInstanceOf(JedisException.class);
        }
        contents.doubt();
        contents.check(connection);
        assertThat(redis.exists(FILLED)).isFalse();
    }

    @Test
    void oneThatFoundAnotherFillingNoticesWhenThatOneHadToBeginAgain() {
        RedisContents other = contents(false);
        RedisContents contents = contents(false);
        view.during = () -> {
            view.during = () -> {};
            contents.check(connection); // its first look: the other is at it
            redis.flushDB();
        };
        other.check(connection);
        other.written();
        other.check(connection); // begins again, and waits

        contents.check(connection);

        assertThat(redis.exists(FILLED)).isFalse();
    }

    @Test
    void whatWasWrittenWhileItWaitedIsWaitedForWhenItIsEmptiedAfterwards() {
        RedisContents contents = filled(true);
        contents.written();
        redis.flushDB();
        contents.check(connection);
        contents.checkpointPassed();
        contents.checkpointPassed();
        contents.written();
        contents.check(connection);
        assertWhole(3);
        redis.flushDB();

        contents.check(connection);

        assertThat(redis.exists(FILLED)).isFalse();
    }

    @Test
    void oneThatGoesOnFillingIsNotTakenForDead() {
        view.during = () -> redis.pexpire(FILLED + ":by", 5_000);
        view.afterwards = () -> assertThat(redis.pttl(FILLED + ":by")).isGreaterThan(60_000);
        contents(false).check(connection);
        assertWhole(1);
    }

    @Test
    void oneWhoseViewAnotherFillsNowDoesNotTakeTheLockBack() {
        view.during = () -> {
            redis.set(FILLING, "another");
            redis.set(FILLED + ":by", "another");
        };
        view.afterwards = () -> assertThat(redis.get(FILLED + ":by")).isEqualTo("another");
        contents(false).check(connection);
        assertThat(redis.get(FILLED + ":by")).isEqualTo("another");
    }

    @Test
    void oneThatLostSightOfRedisWhileItFilledFindsItsOwnLock() {
        RedisContents contents = contents(true);
        view.during = () -> {
            throw new JedisConnectionException("cut");
        };
        assertThatThrownBy(() -> contents.check(connection)).isInstanceOf(JedisConnectionException.class);
        redis.set(FILLED + ":by", redis.get(FILLING).replaceFirst(".* by ", "")); // the end did not come through either
        view.during = () -> {};

        contents.doubt();
        contents.check(connection);

        assertWhole(2);
    }

    @Test
    void oneThatFillsWhenAnotherHasBegunDoesNotCallItWhole() {
        RedisContents contents = contents(false);
        view.during = () -> redis.set(FILLING, "another");
        contents.check(connection);
        assertThat(redis.exists(FILLED)).isFalse();
        assertThat(redis.get(FILLING)).isEqualTo("another");
    }

    @Test
    void oneThatDiedWhileItFilledIsReplacedWhenItsLockHasGone() {
        redis.set(FILLING, "dead");
        redis.set(FILLED + ":by", "dead", SetParams.setParams().px(300));
        RedisContents contents = contents(false);
        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            contents.check(connection);
            return redis.exists(FILLED);
        });
        assertWhole(1);
    }

    @Test
    void whenAnotherHasFilledItThereIsNothingToWaitFor() {
        RedisContents contents = filled(false);
        contents.written();
        redis.flushDB();
        contents.check(connection);
        redis.set(FILLED, run);
        redis.del(FILLING);
        contents.checkpointPassed();
        contents.checkpointPassed();
        contents.check(connection);
        assertThat(view.fills).isEqualTo(2);
        assertThat(redis.exists(FILLING)).isFalse();
    }

    private RedisContents contents(boolean isAlone) {
        Postgres postgres = Postgres.of(JobOptions.of(Map.of(
                "postgres.url", TestServers.postgres().jdbcUrl("postgres"),
                "postgres.user", PostgresServer.USER, "postgres.password", "any")));
        return new RedisContents(
                view, postgres, ALWAYS, isAlone, new RedisMetrics(new UnregisteredMetricsGroup()));
    }

    private RedisContents filled(boolean isAlone) {
        RedisContents contents = contents(isAlone);
        contents.check(connection);
        assertWhole(1);
        return contents;
    }

    private void assertWhole(int fills) {
        assertThat(view.fills).isEqualTo(fills);
        assertThat(redis.get(FILLED)).isEqualTo(run);
        assertThat(redis.keys("marquee:*")).as("no mark and no lock besides").containsExactly(FILLED);
        assertThat(redis.get("view")).isEqualTo("all");
    }

    private final class View implements RedisView<String> {

        private static final long serialVersionUID = 1L;

        private transient Runnable during = () -> {};
        private transient Runnable afterwards = () -> {};
        private int fills;

        @Override
        public String name() {
            return "test";
        }

        @Override
        public int rows(String element) {
            return 1;
        }

        @Override
        public void write(List<String> elements, boolean repeated, Marks marks, RedisConnection connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long refill(Marks marks, RedisConnection connection, Connection postgres, Runnable goesOn) {
            fills++;
            assertThat(redis.get(FILLING)).as("told to readers before").isEqualTo(marks.filling());
            redis.set("view", "all");
            during.run();
            goesOn.run();
            afterwards.run();
            return 1;
        }
    }
}
