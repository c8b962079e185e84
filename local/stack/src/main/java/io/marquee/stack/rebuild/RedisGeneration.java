package io.marquee.stack.rebuild;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * The totals in Redis: those that are read, and those of the next generation under a prefix. Both stand still while
 * they are compared; then the keys that differ are renamed by one script, while Redis does nothing else. That takes
 * some microseconds per key, and mostly few differ.
 */
final class RedisGeneration implements AutoCloseable {

    /** What the keys of the next generation begin with. */
    static final String PREFIX = "next:";

    private static final String RENAME = PREFIX + "rename";
    private static final String REMOVE = PREFIX + "remove";
    private static final String READY = PREFIX + "ready";
    private static final String DONE = PREFIX + "done";
    private static final String FILLED = "marquee:filled:sales";
    private static final List<String> TOTALS = List.of("theater-day:", "theater-month:", "top:day:", "top:month:");
    private static final String DIFFERING = script("differing.lua");
    private static final String EXCHANGE = script("exchange.lua");
    private static final int KEYS_AT_ONCE = 500;
    private static final int ANSWER_LIMIT_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(RedisGeneration.class);

    private final Jedis jedis;

    RedisGeneration(String uri) {
        jedis = new Jedis(URI.create(uri), ANSWER_LIMIT_MILLIS);
    }

    /** What an exchange comes to: keys of the next generation, those that differ, those that it has not. */
    record Comparison(int keys, int differing, int obsolete) {}

    /**
     * Compares both generations, and puts down in Redis which keys are to be exchanged. Nothing that is read changes.
     *
     * @throws IOException when the next generation is not complete, because Redis lost some of it
     */
    Comparison prepare(int number) throws IOException {
        if (!runId().equals(jedis.get(PREFIX + FILLED))) {
            throw new IOException("Redis was restarted or emptied while the totals were added up");
        }
        jedis.del(RENAME, REMOVE, READY, DONE);
        Set<String> next = totals(PREFIX);
        Set<String> obsolete = totals("");
        obsolete.removeAll(next);
        int differing = 0;
        for (List<String> batch : batches(next)) {
            List<?> found = (List<?>) jedis.eval(DIFFERING, batch, List.of(PREFIX));
            if (!found.isEmpty()) {
                jedis.rpush(RENAME, found.toArray(String[]::new));
                differing += found.size();
            }
        }
        for (List<String> batch : batches(obsolete)) {
            jedis.rpush(REMOVE, batch.toArray(String[]::new));
        }
        jedis.set(READY, number + " " + differing + " " + obsolete.size());
        return new Comparison(next.size(), differing, obsolete.size());
    }

    /**
     * Exchanges what was prepared, at once; returns how long Redis did nothing else.
     *
     * @throws IOException when Redis has not all of it any more; nothing has changed then, and {@link #finish} helps
     */
    Duration exchange(int number) throws IOException {
        long begun = System.nanoTime();
        String missing = String.valueOf(
                jedis.eval(EXCHANGE, List.of(RENAME, REMOVE, READY, DONE), List.of(PREFIX, Integer.toString(number))));
        if (!missing.isEmpty()) {
            throw new IOException("Redis has lost " + missing + " of the new totals since they were compared: it was "
                    + "emptied or restarted, or takes keys away when its memory is full. None were exchanged there");
        }
        Duration held = Duration.ofNanos(System.nanoTime() - begun);
        // The API hears of changes by subscription, and of these it was told nothing. One that subscribes anew reads
        // the totals anew, and gives them to all who watch.
        jedis.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB));
        return held;
    }

    /**
     * Exchanges what was prepared, unless that was done. When Redis has lost what was prepared, takes all totals away:
     * readers go to PostgreSQL, and the job fills Redis from there when it starts.
     */
    void finish(int number) {
        if (Integer.toString(number).equals(jedis.get(DONE))) {
            return;
        }
        try {
            exchange(number);
        } catch (IOException lost) {
            LOG.warn("{}; the job fills Redis from PostgreSQL", lost.getMessage());
            jedis.del(FILLED);
            unlink(totals(""));
        }
    }

    /** Takes away all that is under the prefix. */
    void clear() {
        unlink(scan(PREFIX + "*"));
    }

    @Override
    public void close() {
        jedis.close();
    }

    private String runId() {
        return jedis.info("server").lines()
                .filter(line -> line.startsWith("run_id:"))
                .map(line -> line.substring("run_id:".length()).strip())
                .findFirst()
                .orElse("");
    }

    /** The keys of totals that begin with the prefix, without it. */
    private Set<String> totals(String prefix) {
        Set<String> keys = new HashSet<>();
        for (String key : scan(prefix + "t*")) {
            String name = key.substring(prefix.length());
            if (TOTALS.stream().anyMatch(name::startsWith)) {
                keys.add(name);
            }
        }
        return keys;
    }

    private Set<String> scan(String pattern) {
        Set<String> keys = new HashSet<>();
        ScanParams params = new ScanParams().match(pattern).count(2_000);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = jedis.scan(cursor, params);
            keys.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys;
    }

    private void unlink(Set<String> keys) {
        for (List<String> batch : batches(keys)) {
            jedis.unlink(batch.toArray(String[]::new));
        }
    }

    private static List<List<String>> batches(Set<String> keys) {
        List<String> all = new ArrayList<>(keys);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            batches.add(all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)));
        }
        return batches;
    }

    private static String script(String name) {
        try (InputStream file = RedisGeneration.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name + " cannot be read", unreadable);
        }
    }
}
