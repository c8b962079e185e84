package io.marquee.api.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import io.micronaut.context.annotation.Property;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Token buckets by name, in Redis, so that all instances draw from the same ones. While Redis is away, each instance
 * has its own: then the limits are as many times higher as there are instances, and nobody is turned away because of
 * the outage.
 */
@Singleton
class Buckets {

    private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);
    private static final String PREFIX = "rate-limit:";
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ANSWER_MILLIS = 250;
    private static final int CONNECTIONS = 8;
    private static final int MOST_LOCAL = 20_000;
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final RedisClient redis;
    private final ProxyManager<byte[]> shared;
    private final LongSupplier nanos = System::nanoTime;
    private final Map<String, Bucket> local = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_LOCAL;
        }
    };
    private volatile boolean away;
    private volatile long retryAt;

    Buckets(@Property(name = "redis.uri", defaultValue = "redis://127.0.0.1:6379") URI uri) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(Duration.ofMillis(ANSWER_MILLIS));
        redis = RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(DefaultJedisClientConfig.builder(uri)
                        .connectionTimeoutMillis(ANSWER_MILLIS)
                        .socketTimeoutMillis(ANSWER_MILLIS)
                        .build())
                .poolConfig(pool)
                .build();
        shared = Bucket4jJedis.casBasedBuilder(redis)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(PERIOD))
                .requestTimeout(Duration.ofMillis(2 * ANSWER_MILLIS))
                .build();
    }

    @PreDestroy
    void close() {
        redis.close();
    }

    /** Takes one from the bucket of this name, which holds so many and is filled again within a minute. */
    Allowance take(String name, int perMinute) {
        ConsumptionProbe probe = with(name, perMinute, bucket -> bucket.tryConsumeAndReturnRemaining(1));
        return new Allowance(
                probe.isConsumed(),
                perMinute,
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    /** Puts back one that was taken. */
    void putBack(String name, int perMinute) {
        with(name, perMinute, bucket -> {
            bucket.addTokens(1);
            return true;
        });
    }

    private <T> T with(String name, int perMinute, Function<Bucket, T> action) {
        if (!away || nanos.getAsLong() - retryAt >= 0) {
            try {
                byte[] key = (PREFIX + name).getBytes(StandardCharsets.UTF_8);
                T result = action.apply(shared.getProxy(key, () -> configuration(perMinute)));
                if (away) {
                    away = false;
                    LOG.info("Redis answers again: rate limits hold across instances");
                }
                return result;
            } catch (RuntimeException failure) {
                if (!away) {
                    LOG.warn("Redis does not answer: rate limits are this instance's own now: {}", failure.toString());
                }
                retryAt = nanos.getAsLong() + PAUSE_NANOS;
                away = true;
            }
        }
        Bucket bucket;
        synchronized (local) {
            bucket = local.computeIfAbsent(name, unknown -> Bucket.builder()
                    .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                    .build());
        }
        return action.apply(bucket);
    }

    private static BucketConfiguration configuration(int perMinute) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                .build();
    }
}
