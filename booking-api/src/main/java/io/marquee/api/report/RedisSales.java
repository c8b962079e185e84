package io.marquee.api.report;

import io.micronaut.context.annotation.Property;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/** Reads the leaderboards that the pipeline keeps in Redis. */
@Singleton
class RedisSales {

    private static final int CONNECT_MILLIS = 150;
    private static final int ANSWER_MILLIS = 250;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(150);
    private static final int CONNECTIONS = 16;
    private static final String FILLING = "marquee:filling:sales"; // set by the pipeline

    /*
     * One call, so that scores and totals are of one moment. Sorted sets order ties by the text of the member, "9"
     * after "10"; so a tie that begins inside a page is taken whole and sorted by number. A theater whose totals are
     * missing means that Redis lost something, and the mark that it is being filled that it may hold no more than a
     * part: then nothing is returned and PostgreSQL answers.
     */
    private static final String TOP =
            """
            if redis.call('EXISTS', KEYS[2]) == 1 then return false end
            local limit, size = tonumber(ARGV[1]), redis.call('ZCARD', KEYS[1])
            local rows, offset = {}, 0
            if size == 0 then return false end
            while offset < size and #rows < limit do
              local page = redis.call('ZREVRANGE', KEYS[1], offset, offset + limit - 1, 'WITHSCORES')
              local tied = page[#page]
              local ranked = {}
              for i = 1, #page, 2 do
                if page[i + 1] ~= tied then
                  table.insert(ranked, {tonumber(page[i + 1]), tonumber(page[i]), page[i]})
                end
              end
              for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], tied, tied)) do
                table.insert(ranked, {tonumber(tied), tonumber(member), member})
              end
              table.sort(ranked, function(a, b)
                if a[1] ~= b[1] then return a[1] > b[1] end
                return a[2] < b[2]
              end)
              for _, entry in ipairs(ranked) do
                if #rows == limit then break end
                local f = ARGV[2] .. ':'
                local row = redis.call('HMGET', ARGV[3] .. entry[3] .. ARGV[4], f .. 'bookings', f .. 'cancellations',
                  f .. 'tickets', f .. 'tickets_refunded', f .. 'gross_minor', f .. 'refunded_minor', f .. 'status',
                  f .. 'version', f .. 'updated_at')
                if not row[1] then return false end
                if tonumber(row[1]) > 0 then
                  table.insert(row, 1, entry[3])
                  table.insert(rows, row)
                end
              end
              offset = offset + #ranked
            end
            return rows
            """;

    private final RedisClient redis;
    private final RedisGuard guard = new RedisGuard(System::nanoTime);

    RedisSales(@Property(name = "redis.uri", defaultValue = "redis://127.0.0.1:6379") URI uri) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(LONGEST_WAIT);
        redis = RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .user(JedisURIHelper.getUser(uri))
                        .password(JedisURIHelper.getPassword(uri))
                        .database(JedisURIHelper.getDBIndex(uri))
                        .ssl(JedisURIHelper.isRedisSSLScheme(uri))
                        .connectionTimeoutMillis(CONNECT_MILLIS)
                        .socketTimeoutMillis(ANSWER_MILLIS)
                        .build())
                .poolConfig(pool)
                .build();
    }

    /**
     * The theaters that earned most, ties by ascending id, those without a sale left out.
     *
     * @return empty when Redis is down, is being filled, or has nothing for this period and currency
     */
    Optional<List<TheaterSales>> top(SalesPeriod period, String currency, int limit) {
        String kind = period.isMonth() ? "month" : "day";
        List<String> keys = List.of("top:" + kind + ":" + currency + ":" + period.text(), FILLING);
        List<String> arguments =
                List.of(Integer.toString(limit), currency, "theater-" + kind + ":", ":" + period.text());
        return guard.attempt(() -> redis.eval(TOP, keys, arguments)).map(rows -> read((List<?>) rows, currency));
    }

    @PreDestroy
    void close() {
        redis.close();
    }

    private static List<TheaterSales> read(List<?> rows, String currency) {
        List<TheaterSales> sales = new ArrayList<>();
        for (Object row : rows) {
            List<?> field = (List<?>) row;
            sales.add(new TheaterSales(
                    number(field, 0), currency, number(field, 1), number(field, 2), number(field, 3), number(field, 4),
                    number(field, 5), number(field, 6), SalesStatus.of((String) field.get(7)), number(field, 8),
                    Instant.parse((String) field.get(9))));
        }
        return sales;
    }

    private static long number(List<?> row, int index) {
        return Long.parseLong((String) row.get(index));
    }
}
