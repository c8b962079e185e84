package io.marquee.pipeline.bench;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/** Whether every event is in the totals that readers see: in PostgreSQL, and the same in Redis. */
final class Written implements BooleanSupplier {

    private final String jdbcUrl;
    private final String redisUri;
    private final long events;

    /** @param events how many distinct events there are */
    Written(String jdbcUrl, String redisUri, long events) {
        this.jdbcUrl = jdbcUrl;
        this.redisUri = redisUri;
        this.events = events;
    }

    @Override
    public boolean getAsBoolean() {
        try {
            Map<String, Long> versions = new HashMap<>();
            for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
                if (sum(table, versions) != events) {
                    return false;
                }
            }
            return redisHas(versions);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Sums up the events of all rows, and notes the versions of those that Redis has too. */
    private long sum(String table, Map<String, Long> versions) throws SQLException {
        String name = switch (table) {
            case "theater_daily_sales" -> "'theater-day:' || theater_id || ':' || sale_date";
            case "theater_monthly_sales" -> "'theater-month:' || theater_id || ':' || to_char(month, 'YYYY-MM')";
            default -> "NULL";
        };
        long sum = 0;
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "any");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + name + ", currency || ':version', version FROM analytics." + table)) {
            while (rows.next()) {
                sum += rows.getLong(3);
                if (rows.getString(1) != null) {
                    versions.put(rows.getString(1) + " " + rows.getString(2), rows.getLong(3));
                }
            }
        }
        return sum;
    }

    private boolean redisHas(Map<String, Long> versions) {
        try (RedisClient redis = RedisClient.create(URI.create(redisUri)); var pipeline = redis.pipelined()) {
            List<Response<String>> answers = new ArrayList<>();
            List<Long> wanted = new ArrayList<>();
            versions.forEach((place, version) -> {
                String[] words = place.split(" ");
                answers.add(pipeline.hget(words[0], words[1]));
                wanted.add(version);
            });
            pipeline.sync();
            for (int i = 0; i < wanted.size(); i++) {
                if (!wanted.get(i).toString().equals(answers.get(i).get())) {
                    return false;
                }
            }
            return true;
        }
    }
}
