package io.marquee.api.live;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * The one subscription of this instance. It hears all showings, watched or not: a message is some hundred bytes, a busy
 * chain makes some thousand a second, and a watcher who comes never has to wait for a subscription of its own.
 *
 * <p>Pub/sub forgets what was published while nobody listened. So after each connection, the first too, {@code
 * connected} runs: the owner reads the truth again.
 */
final class RedisSubscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int SILENCE_MILLIS = 10_000; // pings keep a healthy connection from being this silent

    private final URI redis;
    private final String[] patterns;
    private final BiConsumer<String, String> heard;
    private final Runnable connected;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "redis-subscription");
    private volatile Listener listener;

    /**
     * @param heard gets channel and message, on the subscription's own thread; must not block
     * @param connected runs on that thread when messages are being heard (again)
     */
    RedisSubscription(URI redis, BiConsumer<String, String> heard, Runnable connected, String... patterns) {
        this.redis = redis;
        this.heard = heard;
        this.connected = connected;
        this.patterns = patterns;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isListening() {
        Listener current = listener;
        return current != null && current.isSubscribed();
    }

    /** To be called every few seconds, so that a connection that is dead without having been closed is noticed. */
    void ping() {
        Listener current = listener;
        if (current != null && current.isSubscribed()) {
            try {
                current.ping();
            } catch (RuntimeException broken) {
                LOG.debug("The subscription's connection is broken", broken); // its thread finds out by itself
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Listener current = listener;
        if (current != null && current.isSubscribed()) {
            try {
                current.punsubscribe();
            } catch (RuntimeException broken) {
                LOG.debug("Redis was gone before we left", broken);
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            Listener current = new Listener();
            try (Jedis jedis = new Jedis(redis, DefaultJedisClientConfig.builder()
                    .connectionTimeoutMillis(CONNECT_MILLIS)
                    .blockingSocketTimeoutMillis(SILENCE_MILLIS)
                    .build())) {
                listener = current;
                jedis.psubscribe(current, patterns);
            } catch (RuntimeException lost) {
                if (!isClosed()) {
                    LOG.warn("No live updates from Redis, trying again: {}", lost.toString());
                }
            }
            listener = null; // one whose connection is lost still takes itself for subscribed
            if (current.wasSubscribed) {
                pause = FIRST_PAUSE;
            }
            pause = waitAndLengthen(pause);
        }
    }

    private Duration waitAndLengthen(Duration pause) {
        try {
            long millis = pause.toMillis();
            // Instances that lost Redis together do not come back together.
            closed.await(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            closed.countDown();
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private final class Listener extends JedisPubSub {

        private volatile boolean wasSubscribed;
        private int subscriptions;

        @Override
        public void onPSubscribe(String pattern, int count) {
            if (++subscriptions == patterns.length) {
                wasSubscribed = true;
                LOG.info("Hearing live updates from Redis");
                connected.run();
            }
        }

        @Override
        public void onPMessage(String pattern, String channel, String message) {
            try {
                heard.accept(channel, message);
            } catch (RuntimeException failure) {
                // One bad message must not end the subscription.
                LOG.error("Could not pass on a message of {}", channel, failure);
            }
        }
    }
}
