package io.marquee.pipeline.postgres;

import io.marquee.pipeline.JobOptions;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;

/** Where PostgreSQL is, as the options say. */
public final class Postgres implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String DRIVER = "org.postgresql.Driver";

    private final String url;
    private final String user;
    private final String password;
    private final Duration patience;

    private Postgres(String url, String user, String password, Duration patience) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.patience = patience;
    }

    /** Reads the options {@code postgres.*}. */
    public static Postgres of(JobOptions options) {
        return new Postgres(
                options.text("postgres.url"),
                options.text("postgres.user"),
                options.text("postgres.password"),
                options.duration("postgres.patience-s"));
    }

    /** Connections for the JDBC connector. */
    public PatientConnections patientConnections() {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder builder =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(url)
                        .withDriverName(DRIVER)
                        .withConnectionCheckTimeoutSeconds(10);
        properties().forEach((name, value) -> builder.withProperty((String) name, (String) value));
        return new PatientConnections(builder.build(), patience);
    }

    /**
     * One connection, tried once.
     *
     * @throws SQLException when there is none to be had
     */
    public Connection connect() throws SQLException {
        try {
            Class.forName(DRIVER, true, Postgres.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new SQLException("the PostgreSQL driver is not on the class path", missing);
        }
        return DriverManager.getConnection(url, properties());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "marquee-pipeline");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60"); // a cut network must not hold a sink for ever
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }
}
