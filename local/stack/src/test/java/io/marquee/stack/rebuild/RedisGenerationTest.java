package io.marquee.stack.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The exchange of totals in Redis, and a Redis that forgets some of the new ones before it. */
class RedisGenerationTest {

    private static final String URI_OF_REDIS = TestServers.redis().uri() + "/8";
    private static final String FILLED = "marquee:filled:sales";
    private static final String DAY = "theater-day:1:2026-05-10";
    private static final String BOARD = "top:day:USD:2026-05-10";
    private static final String OBSOLETE = "top:month:USD:2020-01";
    private static final int NUMBER = 7;

    private final Jedis redis = new Jedis(URI.create(URI_OF_REDIS));
    private final RedisGeneration generation = new RedisGeneration(URI_OF_REDIS);

    @BeforeEach
    void twoGenerations() throws IOException {
        redis.flushDB();
        live();
        redis.set("next:" + FILLED, runId());
        redis.hset("next:" + DAY, Map.of("USD:net_minor", "200"));
        redis.zadd("next:" + BOARD, 200, "1");
        assertThat(generation.prepare(NUMBER)).isEqualTo(new RedisGeneration.Comparison(2, 2, 1));
    }

    private void live() {
        redis.set(FILLED, runId());
        redis.hset(DAY, Map.of("USD:net_minor", "100"));
        redis.zadd(BOARD, 100, "1");
        redis.zadd(OBSOLETE, 1, "1");
    }

    @AfterEach
    void close() {
        redis.flushDB();
        redis.close();
        generation.close();
    }

    @Test
    void whatDiffersIsExchangedAndWhatIsTooMuchTakenAway() throws IOException {
        generation.exchange(NUMBER);

        assertThat(redis.hget(DAY, "USD:net_minor")).isEqualTo("200");
        assertThat(redis.zscore(BOARD, "1")).isEqualTo(200);
        assertThat(redis.exists(OBSOLETE)).isFalse();
        assertThat(redis.get(FILLED)).isEqualTo(runId());

        redis.hset(DAY, "USD:net_minor", "300"); // the job has gone on
        generation.finish(NUMBER);
        assertThat(redis.hget(DAY, "USD:net_minor")).as("finished before").isEqualTo("300");
    }

    @Test
    void oneThatWasCutOffBeforeItWasExchangedIsFinished() {
        generation.finish(NUMBER);
        assertThat(redis.hget(DAY, "USD:net_minor")).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"next:ready", "next:rename", "next:remove", "next:" + DAY, "next:" + BOARD, ""})
    void whereRedisHasForgottenSomeNothingIsExchanged(String forgotten) {
        forget(forgotten);

        assertThatThrownBy(() -> generation.exchange(NUMBER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Redis has lost")
                .hasMessageContaining("None were exchanged");

        assertThat(redis.hgetAll(DAY)).isEqualTo(Map.of("USD:net_minor", "100"));
        assertThat(redis.zrangeWithScores(BOARD, 0, -1)).singleElement()
                .satisfies(first -> assertThat(first.getScore()).isEqualTo(100));
        assertThat(redis.exists(OBSOLETE)).isTrue();
        assertThat(redis.get(FILLED)).isEqualTo(runId());
        assertThat(redis.exists("next:done")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"next:ready", "next:rename", "next:" + DAY, ""})
    void thenReadersAreSentToPostgresUntilTheJobHasFilledRedis(String forgotten) {
        forget(forgotten);
        generation.finish(NUMBER);
        assertThat(List.of(DAY, BOARD, OBSOLETE, FILLED)).noneMatch(redis::exists);
    }

    @Test
    void whatWasPreparedForAnotherGenerationIsNotExchanged() {
        assertThatThrownBy(() -> generation.exchange(NUMBER + 1)).hasMessageContaining("Redis has lost the mark");
        assertThat(redis.hget(DAY, "USD:net_minor")).isEqualTo("100");
    }

    /** One key, or all, after which someone has filled Redis with the live totals again. */
    private void forget(String key) {
        if (key.isEmpty()) {
            redis.flushDB();
            live();
        } else {
            redis.del(key);
        }
    }

    private String runId() {
        return redis.info("server").lines()
                .filter(line -> line.startsWith("run_id:"))
                .map(line -> line.substring("run_id:".length()).strip())
                .findFirst().orElseThrow();
    }
}
