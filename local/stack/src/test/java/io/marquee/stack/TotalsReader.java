package io.marquee.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/** Reads the totals of a day over and over, as pages and charts do, and keeps every answer that was another. */
final class TotalsReader implements AutoCloseable {

    private static final long PAUSE_MILLIS = 15;

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile long rounds;

    private TotalsReader(Reading reading) {
        clock.scheduleWithFixedDelay(() -> {
            try {
                seen.add(reading.read());
                rounds++;
            } catch (Exception failure) {
                seen.add("failed: " + failure);
            }
        }, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private interface Reading {
        String read() throws Exception;
    }

    /** The leaderboard of the API. */
    static TotalsReader ofLeaderboard(String api, String query) {
        HttpClient client = HttpClient.newHttpClient();
        ObjectMapper json = new ObjectMapper();
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/top-theaters?" + query)).build();
        return new TotalsReader(() -> {
            JsonNode answer = json.readTree(client.send(request, BodyHandlers.ofString()).body());
            Set<String> theaters = new TreeSet<>();
            answer.path("items").forEach(item -> theaters.add(
                    item.path("theater").path("id").asText() + "=" + item.path("revenue_minor").asText()));
            return theaters.toString();
        });
    }

    /** All theaters of a sorted set. */
    static TotalsReader ofRedis(String uri, String key) throws Exception {
        Jedis jedis = new Jedis(URI.create(uri));
        return new TotalsReader(() -> {
            Set<String> theaters = new TreeSet<>();
            jedis.zrangeWithScores(key, 0, -1).forEach(theater ->
                    theaters.add(theater.getElement() + "=" + (long) theater.getScore()));
            return theaters.toString();
        });
    }

    /** The answer of a query of one row. */
    static TotalsReader ofPostgres(String url, String query) throws Exception {
        Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        return new TotalsReader(() -> {
            try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getString(1);
            }
        });
    }

    /** Everything that was read, each answer once. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    long rounds() {
        return rounds;
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(1, TimeUnit.MINUTES);
    }
}
