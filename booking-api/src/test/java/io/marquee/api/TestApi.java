package io.marquee.api;

import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.generator.TokenGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** A running API on a database of its own, and a client that speaks to it over HTTP. */
public final class TestApi implements AutoCloseable {

    private static final Argument<Map<String, Object>> OBJECT = Argument.mapOf(String.class, Object.class);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final EmbeddedServer server;
    private final Jdbi jdbi;
    private final JsonMapper json;

    private TestApi(EmbeddedServer server, Jdbi jdbi) {
        this.server = server;
        this.jdbi = jdbi;
        this.json = server.getApplicationContext().getBean(JsonMapper.class);
    }

    /** What the API answered. */
    public record Answer(int status, Map<String, Object> body, HttpResponse<String> raw) {

        /** A text field of the body. */
        public String text(String field) {
            return (String) body.get(field);
        }

        /** A whole-number field of the body. */
        public long number(String field) {
            return ((Number) body.get(field)).longValue();
        }

        /** A field that is a list of objects. */
        @SuppressWarnings("unchecked")
        public List<Map<String, Object>> items() {
            return (List<Map<String, Object>>) body.get("items");
        }
    }

    /** Starts an API without a relay on an empty, migrated database. */
    public static TestApi start() {
        return start(Map.of("marquee.outbox.relay", "false"));
    }

    /** Starts an API with settings that differ from the defaults. */
    public static TestApi start(Map<String, Object> settings) {
        return startOn(newDatabase(), settings);
    }

    /** Makes an empty, migrated database and tells its name. */
    public static String newDatabase() {
        String database = "api_" + UUID.randomUUID().toString().replace("-", "");
        TestServers.migratedDatabase(database, Schema::migrate);
        return database;
    }

    /** Starts another API on a database that is there. */
    public static TestApi startOn(String database, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "micronaut.server.port", -1,
                "micronaut.server.host", "127.0.0.1",
                "MARQUEE_JWT_SECRET", "only-for-tests-only-for-tests-only-for-tests",
                "datasources.default.url", TestServers.postgres().jdbcUrl(database),
                "datasources.default.username", "postgres",
                "datasources.default.password", "any",
                // No connections in stock: those of an instance that fails to start stay until the tests end.
                "datasources.default.minimum-idle", 1,
                "redis.uri", TestServers.redis().uri()));
        all.putAll(settings);
        EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, all, "test");
        return new TestApi(
                server,
                Jdbi.create(TestServers.postgres().dataSource(database)).installPlugin(new PostgresPlugin()));
    }

    /** The database beneath, on connections of the test's own. */
    public Jdbi database() {
        return jdbi;
    }

    /** A bean of the running application. */
    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    /** The base address, without a slash at the end. */
    public String url() {
        return server.getURL().toString();
    }

    /** A token with a role, as the account that has it would get at its login. */
    public String token(String subject, String role) {
        return bean(TokenGenerator.class)
                .generateToken(Authentication.build(subject, List.of(role)), 3_600)
                .orElseThrow();
    }

    /** A new guest's token. */
    public String guest() {
        return post("/auth/guest", null, null).text("access_token");
    }

    public Answer get(String path, String token, String... headers) {
        return send("GET", path, token, null, headers);
    }

    public Answer post(String path, String token, Object body, String... headers) {
        return send("POST", path, token, body, headers);
    }

    /**
     * Sends a request.
     *
     * @param body a text as it is, or an object to write as JSON; null for none
     * @param headers names and values in turn
     */
    public Answer send(String method, String path, String token, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(60));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            if (body == null) {
                request.method(method, BodyPublishers.noBody());
            } else {
                String text = body instanceof String plain ? plain : json.writeValueAsString(body);
                if (!String.join(" ", headers).toLowerCase(java.util.Locale.ROOT).contains("content-type")) {
                    request.header("Content-Type", "application/json");
                }
                request.method(method, BodyPublishers.ofString(text));
            }
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            boolean isObject = answer.body().startsWith("{");
            return new Answer(
                    answer.statusCode(), isObject ? json.readValue(answer.body(), OBJECT) : Map.of(), answer);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Holds seats and expects to get them; the hold's id. */
    public String hold(String token, long showtime, String... seats) {
        Answer answer = post("/showtimes/" + showtime + "/holds", token, Map.of("seats", List.of(seats)));
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.raw().body());
        }
        return answer.text("hold_id");
    }

    /** Tries to pay for a hold. */
    public Answer book(String token, String holdId, String paymentToken, String... headers) {
        return post(
                "/bookings", token,
                Map.of(
                        "hold_id", holdId,
                        "email", "someone@example.com",
                        "payment", Map.of("method", "mock", "token", paymentToken)),
                headers);
    }

    /** Tries to pay for a hold with Stripe; without a token the customer has still to pay there. */
    public Answer bookByStripe(String token, String holdId, String paymentMethod, String... headers) {
        return post(
                "/bookings", token,
                Map.of(
                        "hold_id", holdId,
                        "email", "someone@example.com",
                        "payment",
                        paymentMethod == null
                                ? Map.of("method", "stripe")
                                : Map.of("method", "stripe", "token", paymentMethod)),
                headers);
    }

    @Override
    public void close() {
        server.close();
    }
}
