package io.marquee.api.outbox;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Opens the relay's own connections: they last as long as the leadership does and are none of the request pool's. */
@Singleton
class OutboxConnections {

    private final String url;
    private final String user;
    private final String password;

    OutboxConnections(
            @Value("${datasources.default.url}") String url,
            @Value("${datasources.default.username}") String user,
            @Value("${datasources.default.password:}") String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** A new connection in autocommit mode. A lost position only means that events go out twice: no commit waits. */
    Connection open(String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", name);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }
}
