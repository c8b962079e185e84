package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import io.marquee.local.RedisServer;
import io.marquee.local.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class LiveSocketTest {

    private static WebApi api;

    @BeforeAll
    static void start() {
        api = WebApi.start(Map.of(
                "marquee.live.heartbeat", "300ms", "marquee.live.version-check", "200ms",
                "marquee.live.max-connections-per-feed", 3));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aClientGetsTheTruthOfPostgresThenWhatRedisTells() {
        long showing = showing(7);
        claim(showing, "A1", 5, OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(8));
        claim(showing, "A2", 6, OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1));
        Heard heard = new Heard();
        WebSocket socket = api.webSocket("/ws/showtimes/" + showing, api.origin(), heard);

        assertThat(heard.awaitType("snapshot"))
                .contains("\"showtime_id\":" + showing + ",\"version\":7,")
                .contains("\"A1\":{\"state\":\"held\",\"version\":5,\"expires_at\":")
                .doesNotContain("A2"); // its hold is over

        publish(showing, "{\"version\":8,\"seats\":{\"A1\":{\"state\":\"booked\",\"version\":8}}}");
        assertThat(heard.awaitType("delta"))
                .isEqualTo("{\"type\":\"delta\",\"version\":8,\"seats\":{\"A1\":{\"state\":\"booked\",\"version\":8}}}");

        int before = heard.messages().size();
        publish(showing, "{\"version\":7,\"seats\":{\"A2\":{\"state\":\"held\",\"version\":7}}}");
        publish(showing, "no json");
        publish(showing, "{\"version\":9,\"seats\":{\"B1\":{\"state\":\"held\",\"version\":9,\"unknown\":[{}]}}}");
        heard.await(before, message -> message.contains("\"B1\""));
        assertThat(heard.messages()).noneMatch(message -> message.contains("A2"));

        publish(showing, "{\"version\":9,\"seats\":{\"B1\":{\"state\":\"available\",\"version\":9,\"expired\":true}}}");
        heard.await(before, message -> message.contains("\"expired\":true"));
        assertThat(heard.awaitType("heartbeat")).startsWith("{\"type\":\"heartbeat\",\"version\":");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void aClientThatAsksGetsASnapshotAgain() {
        long showing = showing(1);
        Heard heard = new Heard();
        WebSocket socket = api.webSocket("/ws/showtimes/" + showing, null, heard);
        heard.awaitType("snapshot");

        int before = heard.messages().size();
        socket.sendText("{\"type\":\"something new\"}", true).join();
        socket.sendText("{\"type\":\"resync\"}", true).join();
        heard.await(before, message -> message.contains("\"snapshot\""));

        socket.sendText("[1", true).join();
        heard.awaitClose(1007);
    }

    @Test
    void whatRedisNeverToldIsFoundByTheVersion() {
        long showing = showing(1);
        Heard heard = new Heard();
        WebSocket socket = api.webSocket("/ws/showtimes/" + showing, null, heard);
        heard.awaitType("snapshot");

        api.execute("UPDATE showtime SET version = 2 WHERE id = ?", showing);
        claim(showing, "A1", 2, null);

        heard.await(1, message -> message.contains("\"snapshot\"") && message.contains("\"A1\":{\"state\":\"booked\""));
        socket.abort();
    }

    @Test
    void pagesOfOthersUnknownShowingsAndBadDatesAreRefusedBeforeTheHandshake() {
        long showing = showing(0);
        assertThat(api.refusal("/ws/showtimes/" + showing, "https://evil.example")).isEqualTo(403);
        assertThat(api.refusal("/ws/sales?date=2026-11-21", "https://evil.example")).isEqualTo(403);
        assertThat(api.refusal("/ws/showtimes/987654321", api.origin())).isEqualTo(404);
        assertThat(api.refusal("/ws/showtimes/none", api.origin())).isEqualTo(404);
        assertThat(api.refusal("/ws/sales?date=2026-13-01", api.origin())).isEqualTo(400);
        assertThat(api.refusal("/ws/sales", api.origin())).isEqualTo(400);
    }

    @Test
    void aShowingTakesSoManyWatchersAndNoMoreUntilOneLeaves() {
        long showing = showing(0);
        WebSocket first = api.webSocket("/ws/showtimes/" + showing, null, new Heard());
        api.webSocket("/ws/showtimes/" + showing, null, new Heard());
        api.webSocket("/ws/showtimes/" + showing, null, new Heard());
        LiveUpdates live = api.context().getBean(LiveUpdates.class);
        Awaitility.await().until(() -> live.seats().registry().get(showing).size() == 3);

        Heard refused = new Heard();
        api.webSocket("/ws/showtimes/" + showing, null, refused);
        refused.awaitClose(1013);

        first.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        Awaitility.await().until(() -> live.seats().registry().get(showing).size() == 2);
        Heard admitted = new Heard();
        api.webSocket("/ws/showtimes/" + showing, null, admitted);
        admitted.awaitType("snapshot");
    }

    @Test
    void totalsOfADayBeginWithAllAndGoOnWithThoseThatChange() {
        api.execute("""
                INSERT INTO analytics.theater_daily_sales (theater_id, sale_date, currency, bookings, cancellations,
                    tickets, tickets_refunded, gross_minor, refunded_minor, status, version)
                VALUES (4, '2026-11-20', 'USD', 3, 1, 6, 2, 6000, 2000, 'provisional', 4)""");
        Heard heard = new Heard();
        WebSocket socket = api.webSocket("/ws/sales?date=2026-11-20", null, heard);
        assertThat(heard.awaitType("totals")).isEqualTo("{\"type\":\"totals\",\"date\":\"2026-11-20\",\"theaters\":["
                + "{\"theater_id\":4,\"currency\":\"USD\",\"revenue_minor\":4000,\"tickets\":4,\"version\":4}]}");

        redis("sales-updates", "{\"date\":\"2026-11-20\",\"theaters\":[{\"theater_id\":4,\"currency\":\"USD\","
                + "\"revenue_minor\":1,\"tickets\":1,\"version\":3}]}");
        redis("sales-updates", "{\"date\":\"2026-11-19\",\"theaters\":[{\"theater_id\":8,\"currency\":\"USD\","
                + "\"revenue_minor\":1,\"tickets\":1,\"version\":3}]}");
        redis("sales-updates", "{\"date\":\"2026-11-20\",\"theaters\":[{\"theater_id\":5,\"currency\":\"USD\","
                + "\"revenue_minor\":900,\"tickets\":1,\"version\":1}]}");

        assertThat(heard.await(1, message -> message.contains("\"totals\"")))
                .isEqualTo("{\"type\":\"totals\",\"date\":\"2026-11-20\",\"theaters\":[{\"theater_id\":5,"
                        + "\"currency\":\"USD\",\"revenue_minor\":900,\"tickets\":1,\"version\":1}]}");
        socket.abort();
    }

    @Test
    void afterRedisWasAwayEveryoneGetsAFreshSnapshot(@TempDir Path folder) throws IOException {
        RedisServer redis = RedisServer.start(folder, 0);
        int port = redis.port();
        try (WebApi own = WebApi.start(Map.of("redis.uri", redis.uri(), "marquee.live.version-check", "1h"))) {
            long showing = showing(own, 1);
            Heard heard = new Heard();
            WebSocket socket = own.webSocket("/ws/showtimes/" + showing, null, heard);
            heard.awaitType("snapshot");

            redis.close();
            own.execute("UPDATE showtime SET version = 2 WHERE id = ?", showing);
            claim(own, showing, "A1", 2, null);
            redis = RedisServer.start(folder, port);

            heard.await(1, message -> message.contains("\"snapshot\"") && message.contains("\"A1\""));
            try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
                jedis.publish("seat-updates:" + showing,
                        "{\"version\":3,\"seats\":{\"A2\":{\"state\":\"held\",\"version\":3}}}");
            }
            heard.await(1, message -> message.contains("\"A2\""));
            socket.abort();
        } finally {
            redis.close();
        }
    }

    private static long showing(long version) {
        return showing(api, version);
    }

    private static long showing(WebApi api, long version) {
        long id = Math.abs(UUID.randomUUID().getLeastSignificantBits() % 1_000_000_000L);
        api.execute("INSERT INTO movie (id, title, runtime_minutes) VALUES (?, 'A film', 100)", id);
        api.execute("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                + " VALUES (?, 'A house', 'A town', 'A region', 'Europe/Vienna', 'EUR')", id);
        api.execute("INSERT INTO auditorium (id, theater_id, name, layout, seats) VALUES (?, ?, '1', '{}', 2)", id, id);
        api.execute("INSERT INTO showtime (id, movie_id, auditorium_id, theater_id, starts_at, ends_at, prices, version)"
                + " VALUES (?, ?, ?, ?, now() + interval '1 day', now() + interval '2 days', '{}', ?)",
                id, id, id, id, version);
        return id;
    }

    private static void claim(long showing, String seat, long version, OffsetDateTime expiresAt) {
        claim(api, showing, seat, version, expiresAt);
    }

    private static void claim(WebApi api, long showing, String seat, long version, OffsetDateTime expiresAt) {
        UUID hold = UUID.randomUUID();
        OffsetDateTime later = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        api.execute("INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, expires_at, latest_expiry)"
                + " VALUES (?, ?, 'someone', ARRAY[?], 0, 'EUR', ?, ?)", hold, showing, seat, later, later);
        UUID booking = null;
        if (expiresAt == null) {
            booking = UUID.randomUUID();
            api.execute("INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status)"
                    + " VALUES (?, ?, ?, 'someone', 'a@b.example', ARRAY[?], 0, 'EUR', 'confirmed')",
                    booking, hold, showing, seat);
        }
        api.execute("INSERT INTO seat_claim (showtime_id, seat, hold_id, booking_id, version, expires_at)"
                + " VALUES (?, ?, ?, ?, ?, ?)", showing, seat, hold, booking, version, expiresAt);
    }

    private static void publish(long showing, String message) {
        redis("seat-updates:" + showing, message);
    }

    private static void redis(String channel, String message) {
        try (Jedis jedis = new Jedis(URI.create(TestServers.redis().uri()))) {
            jedis.publish(channel, message);
        }
    }
}
