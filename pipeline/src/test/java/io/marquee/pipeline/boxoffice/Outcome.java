package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.Stack;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.RedisClient;

/** What the job has written. */
public final class Outcome {

    private Outcome() {}

    /** How many events the days in PostgreSQL have. */
    public static long events(Stack stack) {
        return stack.query(
                "SELECT coalesce(sum(version), 0) AS events FROM analytics.theater_daily_sales",
                row -> row.getLong("events")).get(0);
    }

    /** All totals in PostgreSQL. */
    public static Map<Key, Sums> inPostgres(Stack stack) {
        Map<Key, Sums> totals = new TreeMap<>(Comparator.comparing(Key::toString));
        read(stack, totals, "daily", "0", "sale_date", "theater_daily_sales");
        read(stack, totals, "monthly", "0", "month", "theater_monthly_sales");
        read(stack, totals, "movie", "movie_id", "sale_date", "movie_daily_sales");
        return totals;
    }

    private static void read(Stack stack, Map<Key, Sums> totals, String table, String movie, String date, String from) {
        stack.query("SELECT *, " + movie + " AS movie, " + date + " AS date FROM analytics." + from, row -> {
            Key key = new Key(table, row.getLong("theater_id"), row.getLong("movie"),
                    row.getObject("date", LocalDate.class), row.getString("currency"));
            return totals.put(key, sums(row));
        });
    }

    private static Sums sums(ResultSet row) throws SQLException {
        return new Sums(
                row.getLong("bookings"), row.getLong("cancellations"), row.getLong("tickets"),
                row.getLong("tickets_refunded"), row.getLong("gross_minor"), row.getLong("refunded_minor"));
    }

    /** Net revenue by what it is of, as the rankings in Redis have it. */
    static Map<String, Long> rankings(Stack stack) {
        Map<String, Long> rankings = new TreeMap<>();
        try (RedisClient redis = RedisClient.create(URI.create(stack.redisUri()))) {
            for (String name : redis.keys("top:*")) {
                redis.zrangeWithScores(name, 0, -1)
                        .forEach(entry -> rankings.put(name + " " + entry.getElement(), (long) entry.getScore()));
            }
        }
        return rankings;
    }

    /** The same, worked out from totals. */
    static Map<String, Long> rankingsOf(Map<Key, Sums> totals) {
        Map<String, Long> rankings = new TreeMap<>();
        withoutMovies(totals).forEach((key, sums) -> {
            String period = key.table().equals("daily") ? "day:" : "month:";
            String date = key.table().equals("daily") ? key.date().toString() : YearMonth.from(key.date()).toString();
            rankings.put("top:" + period + key.currency() + ":" + date + " " + key.theaterId(),
                    sums.gross() - sums.refunded());
        });
        return rankings;
    }

    /** All totals in Redis, which has none per movie. */
    static Map<Key, Sums> inRedis(Stack stack) {
        Map<Key, Sums> totals = new TreeMap<>(Comparator.comparing(Key::toString));
        try (RedisClient redis = RedisClient.create(URI.create(stack.redisUri()))) {
            for (String name : redis.keys("theater-*")) {
                String[] parts = name.split(":");
                boolean daily = parts[0].equals("theater-day");
                Map<String, String> fields = redis.hgetAll(name);
                fields.keySet().stream().map(field -> field.substring(0, 3)).distinct().forEach(currency -> {
                    Sums sums = new Sums(
                            number(fields, currency, "bookings"), number(fields, currency, "cancellations"),
                            number(fields, currency, "tickets"), number(fields, currency, "tickets_refunded"),
                            number(fields, currency, "gross_minor"), number(fields, currency, "refunded_minor"));
                    long net = number(fields, currency, "net_minor");
                    if (net != sums.gross() - sums.refunded()) {
                        throw new AssertionError(name + ": net " + net + " of " + sums);
                    }
                    LocalDate date = daily ? LocalDate.parse(parts[2]) : YearMonth.parse(parts[2]).atDay(1);
                    totals.put(new Key(daily ? "daily" : "monthly", Long.parseLong(parts[1]), 0, date, currency), sums);
                });
            }
        }
        return totals;
    }

    private static long number(Map<String, String> fields, String currency, String name) {
        return Long.parseLong(fields.get(currency + ":" + name));
    }

    /** Those that Redis has too. */
    static Map<Key, Sums> withoutMovies(Map<Key, Sums> totals) {
        Map<Key, Sums> rest = new TreeMap<>(Comparator.comparing(Key::toString));
        totals.forEach((key, sums) -> {
            if (!key.table().equals("movie")) {
                rest.put(key, sums);
            }
        });
        return rest;
    }
}
