package io.marquee.generator.endpoint;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the parts of a stack listen.
 *
 * @param api base URL of the booking API, without a slash at the end
 * @param kafka bootstrap servers, {@code host:port[,host:port]}
 * @param postgres JDBC URL
 * @param redis Redis URI
 */
public record Endpoints(String api, String kafka, String postgres, String redis) {

    /** What {@code up} uses unless it is told otherwise. */
    public static final Endpoints DEFAULT = new Endpoints(
            "http://127.0.0.1:8080",
            "127.0.0.1:9092",
            "jdbc:postgresql://127.0.0.1:5432/marquee",
            "redis://127.0.0.1:6379");

    /**
     * Reads what a running stack wrote down; the default ports where it wrote nothing.
     *
     * @param dataFolder data folder of the stack
     * @throws UnreachableException when the file is there and cannot be read
     */
    public static Endpoints of(Path dataFolder) {
        Path file = dataFolder.resolve("run").resolve("endpoints.properties");
        if (!Files.exists(file)) {
            return DEFAULT;
        }
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            written.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UnreachableException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        return new Endpoints(
                withoutSlash(written.getProperty("api", DEFAULT.api)),
                written.getProperty("kafka", DEFAULT.kafka),
                written.getProperty("postgres", DEFAULT.postgres),
                written.getProperty("redis", DEFAULT.redis));
    }

    /** The same, with each given value in place of this one's; null keeps this one's. */
    public Endpoints with(String api, String kafka, String postgres, String redis) {
        return new Endpoints(
                api == null ? this.api : withoutSlash(api),
                kafka == null ? this.kafka : kafka,
                postgres == null ? this.postgres : postgres,
                redis == null ? this.redis : redis);
    }

    /**
     * Connections to PostgreSQL, made one by one. The user is {@code postgres} unless the URL names one; the password
     * comes from the URL or from the environment variable {@code MARQUEE_POSTGRES_PASSWORD}.
     */
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setURL(postgres);
        } catch (IllegalArgumentException wrong) {
            throw new UnreachableException("not a JDBC URL of PostgreSQL: " + postgres, wrong);
        }
        if (dataSource.getUser() == null) {
            dataSource.setUser("postgres");
        }
        if (dataSource.getPassword() == null) {
            dataSource.setPassword(System.getenv().getOrDefault("MARQUEE_POSTGRES_PASSWORD", "postgres"));
        }
        dataSource.setConnectTimeout(5);
        dataSource.setApplicationName("marquee generator");
        return dataSource;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
