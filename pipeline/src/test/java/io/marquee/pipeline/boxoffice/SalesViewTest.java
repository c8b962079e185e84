package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import io.marquee.pipeline.redis.Marks;
import io.marquee.pipeline.redis.RedisConnection;
import io.marquee.pipeline.redis.RedisEmptiedException;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class SalesViewTest {

    private static final String URI_OF_REDIS = TestServers.redis().uri() + "/10";
    private static final Marks MARKS = new Marks("filled", "this run", "filling", "me");

    private final Jedis redis = new Jedis(URI.create(URI_OF_REDIS));
    private final RedisConnection connection = new RedisConnection(URI_OF_REDIS);
    private final SalesView view = new SalesView("", "analytics");

    @BeforeEach
    void empty() {
        redis.flushDB();
    }

    @AfterEach
    void close() {
        connection.close();
        redis.close();
    }

    @Test
    void nothingIsWrittenIntoARedisThatWasEmptied() {
        assertThatThrownBy(() -> write(1)).isInstanceOf(RedisEmptiedException.class);
        redis.set("filled", "another run");
        assertThatThrownBy(() -> write(1)).isInstanceOf(RedisEmptiedException.class);
        assertThat(redis.keys("t*")).isEmpty();
    }

    @Test
    void whatIsWholeIsWritten() throws Exception {
        redis.set("filled", "this run");
        write(1);
        assertThat(redis.zscore("top:day:USD:2026-05-10", "17")).isEqualTo(100);
        assertThat(redis.hget("theater-day:17:2026-05-10", "USD:tickets")).isEqualTo("2");
    }

    @Test
    void whatIsBeingFilledIsWrittenToo() throws Exception {
        redis.set("filling", "another");
        write(1);
        assertThat(redis.zscore("top:day:USD:2026-05-10", "17")).isEqualTo(100);
    }

    private void write(long version) throws RedisEmptiedException {
        SalesRow row = new SalesRow(
                Bucket.Kind.DAY.ordinal(), 17, 0, (int) LocalDate.parse("2026-05-10").toEpochDay(), "USD", 1, 0, 2, 0,
                100 * version, 0, "provisional", version);
        view.write(List.of(new SalesRows(List.of(row), 0)), false, MARKS, connection);
    }
}
