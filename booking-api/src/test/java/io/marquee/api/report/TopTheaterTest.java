package io.marquee.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import io.marquee.local.RedisServer;
import io.marquee.local.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

class TopTheaterTest {

    private static final WebApi API = WebApi.shared();
    private static final Instant WRITTEN = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void redisAndPostgresAnswerTheSameAtEveryLimitWithManyTies() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            LocalDate date = LocalDate.of(2031, 1, (int) seed);
            for (int theater = 1; theater <= 60; theater++) {
                long bookings = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(5);
                long refunds = random.nextInt(3);
                long gross = bookings * 500 * random.nextInt(3);
                write(API, date, theater * (long) (theater % 7 == 0 ? 1000 : 1), "USD", bookings, refunds, gross,
                        refunds * 500 * random.nextInt(2), random.nextBoolean() ? "final" : "provisional");
            }
            for (int limit : new int[] {1, 2, 3, 7, 20, 59, 200}) {
                String path = "/top-theaters?date=" + date + "&currency=USD&limit=" + limit;
                String fast = API.get(path).body();
                assertThat(fast).contains("\"served_from\":\"redis\"");
                String key = "top:day:USD:" + date;
                redis(jedis -> jedis.rename(key, "aside"));
                String sure = API.get(path).body();
                redis(jedis -> jedis.rename("aside", key));
                assertThat(sure).contains("\"served_from\":\"postgres\"");
                assertThat(fast.replace("\"redis\"", "\"postgres\"")).as(path).isEqualTo(sure);
            }
        }
    }

    @Test
    void theTopTheaterHasItsNameAndTiesGoToTheLowerNumber() {
        LocalDate date = LocalDate.of(2031, 2, 1);
        API.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                + " VALUES (9, 'Palace', 'Graz', 'Styria', 'Europe/Vienna', 'EUR')");
        write(API, date, 10, "USD", 1, 0, 1200, 0, "final");
        write(API, date, 9, "USD", 2, 1, 2200, 1000, "restated");

        assertThat(API.get("/top-theater/" + date).body()).isEqualTo("{\"date\":\"2031-02-01\",\"currency\":\"USD\","
                + "\"theater\":{\"id\":9,\"name\":\"Palace\",\"location\":\"Graz\"},\"revenue_minor\":1200,\"tickets\":3,"
                + "\"status\":\"restated\",\"as_of\":\"2026-11-21T12:00:00Z\",\"served_from\":\"redis\"}");
        assertThat(API.get("/top-theaters?date=" + date).body())
                .contains("\"status\":\"restated\"")
                .contains("{\"rank\":2,\"theater\":{\"id\":10,\"name\":null,\"location\":null}");
    }

    @Test
    void theHouseCurrencyComesFirstThenTheOneWithMostTickets() {
        LocalDate date = LocalDate.of(2031, 2, 2);
        write(API, date, 1, "JPY", 9, 0, 90_000, 0, "final");
        write(API, date, 2, "EUR", 3, 0, 3_000_000, 0, "final");
        assertThat(API.get("/top-theater/" + date).body()).contains("\"JPY\"").contains("\"served_from\":\"postgres\"");
        assertThat(API.get("/top-theater/" + date + "?currency=eur").body()).contains("\"EUR\"").contains("\"redis\"");

        write(API, date, 3, "USD", 0, 1, 0, 500, "final");
        assertThat(API.get("/top-theater/" + date).body()).contains("\"JPY\"");
        write(API, date, 3, "USD", 1, 0, 500, 0, "final");
        assertThat(API.get("/top-theater/" + date).body()).contains("\"USD\"");
    }

    @Test
    void nothingSoldIs404ForTheTheaterAndAnEmptyList() {
        HttpResponse<String> none = API.get("/top-theater/2031-03-01");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(API.get("/top-theaters?month=2031-03").body())
                .contains("\"month\":\"2031-03\"").contains("\"items\":[]").doesNotContain("\"date\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2031-02-30", "2031-2-3", "yesterday", "20310203", "-031-02-03", "0000-01-01", "2031-02-03T00"})
    void whatIsNoDateIs400(String date) {
        HttpResponse<String> answer = API.get("/top-theater/" + date);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"date\"");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            '', date
            ?date=2031-02-01&month=2031-02, date
            ?month=2031-13, month
            ?month=2031-2, month
            ?date=2031-02-01&limit=0, limit
            ?date=2031-02-01&limit=201, limit
            ?date=2031-02-01&limit=many, limit
            ?date=2031-02-01&currency=dollars, currency
            """)
    void badQueriesAre400AndNameTheParameter(String query, String parameter) {
        HttpResponse<String> answer = API.get("/top-theaters" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(parameter);
    }

    @Test
    void withoutRedisPostgresAnswersAndTakesTurnsBackWhenRedisIsThereAgain(@TempDir Path folder) throws IOException {
        LocalDate date = LocalDate.of(2031, 4, 1);
        RedisServer redis = RedisServer.start(folder, 0);
        int port = redis.port();
        try (WebApi own = WebApi.start(Map.of("redis.uri", redis.uri()))) {
            write(own, redis.uri(), date, 1, "USD", 1, 0, 100, 0, "final");
            assertThat(own.get("/top-theater/" + date).body()).contains("\"redis\"");
            redis.close();
            assertThat(own.get("/top-theater/" + date).body()).contains("\"postgres\"");
            assertThat(own.get("/top-theater/" + date).body()).contains("\"postgres\"");
            redis = RedisServer.start(folder, port);
            org.awaitility.Awaitility.await()
                    .until(() -> own.get("/top-theater/" + date).body().contains("\"redis\""));
        } finally {
            redis.close();
        }
    }

    @Test
    void whileRedisIsFilledPostgresAnswers(@TempDir Path folder) throws IOException {
        LocalDate date = LocalDate.of(2031, 4, 2);
        try (RedisServer redis = RedisServer.start(folder, 0);
                WebApi own = WebApi.start(Map.of("redis.uri", redis.uri()));
                Jedis jedis = new Jedis(URI.create(redis.uri()))) {
            write(own, redis.uri(), date, 1, "USD", 1, 0, 100, 0, "final");
            write(own, redis.uri(), date, 2, "USD", 1, 0, 200, 0, "final");
            assertThat(own.get("/top-theater/" + date).body()).as("no mark is needed").contains("\"redis\"");

            jedis.set("marquee:filling:sales", "some sink");
            jedis.zrem("top:day:USD:" + date, "2");
            assertThat(own.get("/top-theater/" + date).body())
                    .contains("\"revenue_minor\":200", "\"served_from\":\"postgres\"");
            assertThat(own.get("/top-theaters?date=" + date).body())
                    .contains("\"revenue_minor\":200", "\"served_from\":\"postgres\"");

            jedis.zadd("top:day:USD:" + date, 200, "2");
            jedis.del("marquee:filling:sales");
            assertThat(own.get("/top-theater/" + date).body())
                    .contains("\"revenue_minor\":200", "\"served_from\":\"redis\"");
        }
    }

    @Test
    void aTheatersSeriesHasNoGaps() {
        API.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                + " VALUES (77, 'Lux', 'Linz', 'Upper Austria', 'Europe/Vienna', 'EUR')");
        write(API, LocalDate.of(2031, 5, 2), 77, "EUR", 2, 1, 3000, 1000, "final");
        assertThat(API.get("/theaters/77/sales?from=2031-05-01&to=2031-05-03").body())
                .isEqualTo("{\"theater_id\":77,\"currency\":\"EUR\",\"granularity\":\"day\",\"from\":\"2031-05-01\","
                        + "\"to\":\"2031-05-03\",\"items\":[" + nothing("2031-05-01")
                        + ",{\"date\":\"2031-05-02\",\"bookings\":2,\"cancellations\":1,\"tickets\":3,\"gross_minor\":3000,"
                        + "\"refunded_minor\":1000,\"revenue_minor\":2000,\"status\":\"final\"},"
                        + nothing("2031-05-03") + "]}");
        assertThat(API.get("/theaters/77/sales?granularity=month&from=2030-11&to=2031-02").body())
                .contains("\"month\":\"2030-11\"").contains("\"month\":\"2031-02\"").doesNotContain("2031-03");
        assertThat(API.get("/theaters/78/sales").statusCode()).isEqualTo(404);
        assertThat(API.get("/theaters/77/sales?from=2031-05-03&to=2031-05-01").statusCode()).isEqualTo(400);
        assertThat(API.get("/theaters/77/sales?from=2001-05-03&to=2031-05-01").statusCode()).isEqualTo(400);
        assertThat(API.get("/theaters/77/sales?granularity=week").statusCode()).isEqualTo(400);
    }

    private static String nothing(String date) {
        return "{\"date\":\"" + date + "\",\"bookings\":0,\"cancellations\":0,\"tickets\":0,\"gross_minor\":0,"
                + "\"refunded_minor\":0,\"revenue_minor\":0}";
    }

    private static void write(
            WebApi api, LocalDate date, long theater, String currency, long bookings, long refunds, long gross,
            long refunded, String status) {
        write(api, TestServers.redis().uri(), date, theater, currency, bookings, refunds, gross, refunded, status);
    }

    /** What the pipeline writes: the row, the hash and the place in the ranking. Two tickets a booking, one a refund. */
    private static void write(
            WebApi api, String redis, LocalDate date, long theater, String currency, long bookings, long refunds,
            long gross, long refunded, String status) {
        api.execute("DELETE FROM analytics.theater_daily_sales WHERE theater_id = ? AND sale_date = ? AND currency = ?",
                theater, Date.valueOf(date), currency);
        api.execute("INSERT INTO analytics.theater_daily_sales (theater_id, sale_date, currency, bookings, cancellations,"
                + " tickets, tickets_refunded, gross_minor, refunded_minor, status, version, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                theater, Date.valueOf(date), currency, bookings, refunds, 2 * bookings, refunds, gross, refunded, status,
                bookings + refunds, Timestamp.from(WRITTEN));
        try (Jedis jedis = new Jedis(URI.create(redis))) {
            jedis.hset("theater-day:" + theater + ":" + date, Map.of(
                    currency + ":bookings", "" + bookings,
                    currency + ":cancellations", "" + refunds,
                    currency + ":tickets", "" + 2 * bookings,
                    currency + ":tickets_refunded", "" + refunds,
                    currency + ":gross_minor", "" + gross,
                    currency + ":refunded_minor", "" + refunded,
                    currency + ":net_minor", "" + (gross - refunded),
                    currency + ":status", status,
                    currency + ":version", "" + (bookings + refunds),
                    currency + ":updated_at", WRITTEN.toString()));
            jedis.zadd("top:day:" + currency + ":" + date, gross - refunded, Long.toString(theater));
        }
    }

    private static void redis(java.util.function.Consumer<Jedis> work) {
        try (Jedis jedis = new Jedis(URI.create(TestServers.redis().uri()))) {
            work.accept(jedis);
        }
    }
}
