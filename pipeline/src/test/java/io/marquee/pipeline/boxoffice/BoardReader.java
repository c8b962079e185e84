package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.Stack;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.RedisClient;

/**
 * Reads leaderboards as the API does, again and again: those of Redis, where it has that one and does not bear the mark
 * that it is being filled. Notes what lacked something that an earlier look had shown.
 */
final class BoardReader implements AutoCloseable {

    // In one step, as the API reads.
    private static final String BOARD = """
            if redis.call('EXISTS', 'marquee:filling:sales') == 1 then return {} end
            local versions = {}
            for _, theater in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
              versions[#versions + 1] = theater
              versions[#versions + 1] = redis.call('HGET', 'theater-day:' .. theater .. ARGV[1], ARGV[2]) or '0'
            end
            return versions""";

    private final Map<Board, Map<String, Long>> least = new ConcurrentHashMap<>();
    private final Set<String> behind = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;
    private volatile Throwable failure;

    private record Board(String date, String currency) {}

    BoardReader(Stack stack) {
        thread = new Thread(() -> {
            try (RedisClient redis = RedisClient.create(URI.create(stack.redisUri()))) {
                while (!ended) {
                    stack.query("SELECT DISTINCT sale_date, currency FROM analytics.theater_daily_sales",
                            row -> new Board(row.getString(1), row.getString(2))).forEach(board -> read(redis, board));
                }
            } catch (RuntimeException | Error broken) {
                failure = broken;
            }
        }, "board-reader");
        thread.start();
    }

    private void read(RedisClient redis, Board board) {
        Map<String, Long> before = least.computeIfAbsent(board, none -> new ConcurrentHashMap<>());
        Map<String, Long> least = Map.copyOf(before);
        List<?> answer = (List<?>) redis.eval(
                BOARD, List.of("top:day:" + board.currency + ":" + board.date),
                List.of(":" + board.date, board.currency + ":version"));
        if (answer.isEmpty()) {
            elsewhere.incrementAndGet(); // PostgreSQL answers
            return;
        }
        served.incrementAndGet();
        Map<String, Long> versions = new TreeMap<>();
        for (int i = 0; i < answer.size(); i += 2) {
            versions.put((String) answer.get(i), Long.parseLong((String) answer.get(i + 1)));
        }
        least.forEach((theater, version) -> {
            if (versions.getOrDefault(theater, -1L) < version) {
                behind.add(board + ", theater " + theater + ": " + versions.get(theater) + " events of " + version);
            }
        });
        versions.forEach((theater, version) -> before.merge(theater, version, Math::max));
    }

    /** How many boards Redis has given so far. */
    int served() {
        return served.get();
    }

    /** How often PostgreSQL had to be asked so far. */
    int elsewhere() {
        return elsewhere.get();
    }

    /** Boards of Redis that lacked what they had had before. */
    Set<String> behind() {
        if (failure != null) {
            throw new AssertionError("the reader of boards broke down", failure);
        }
        return Set.copyOf(behind);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
