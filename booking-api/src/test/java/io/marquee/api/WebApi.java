package io.marquee.api;

import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;

/** The API as a process of its own would be, on a database of its own, for tests of pages, reports and live updates. */
public final class WebApi implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static WebApi shared;

    private final EmbeddedServer server;
    private final DataSource database;

    private WebApi(EmbeddedServer server, DataSource database) {
        this.server = server;
        this.database = database;
    }

    /** One for all tests that do not change its configuration. */
    public static synchronized WebApi shared() {
        if (shared == null) {
            shared = start(Map.of());
        }
        return shared;
    }

    /** An own one, with these properties besides. */
    public static WebApi start(Map<String, Object> properties) {
        String name = "web_" + UUID.randomUUID().toString().replace('-', '_');
        DataSource database = TestServers.migratedDatabase(name, Schema::migrate);
        Map<String, Object> all = new HashMap<>(Map.of(
                "micronaut.server.port", -1,
                "datasources.default.url", TestServers.postgres().jdbcUrl(name),
                "datasources.default.maximum-pool-size", 4,
                "redis.uri", TestServers.redis().uri(),
                "kafka.bootstrap.servers", TestServers.kafka().bootstrapServers(),
                "micronaut.security.token.jwt.signatures.secret.generator.secret", "a secret of tests, long enough it is"));
        all.putAll(properties);
        return new WebApi(ApplicationContext.run(EmbeddedServer.class, all), database);
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("http", path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Opens a WebSocket as a browser would whose page has this origin; null for a program that is no browser. */
    public WebSocket webSocket(String path, String origin, WebSocket.Listener listener) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        try {
            return builder.buildAsync(uri("ws", path), listener).join();
        } catch (CompletionException refused) {
            throw refused.getCause() instanceof RuntimeException cause ? cause : refused;
        }
    }

    /** The status with which the handshake is refused. */
    public int refusal(String path, String origin) {
        try {
            CLIENT.newWebSocketBuilder().header("Origin", origin)
                    .buildAsync(uri("ws", path), new WebSocket.Listener() {}).join();
            return 101;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof java.net.http.WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw refused;
        }
    }

    /** Runs a statement on the API's database. */
    public int execute(String sql, Object... arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public String origin() {
        return "http://127.0.0.1:" + server.getPort();
    }

    public ApplicationContext context() {
        return server.getApplicationContext();
    }

    @Override
    public void close() {
        server.getApplicationContext().close();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.getPort() + path);
    }
}
