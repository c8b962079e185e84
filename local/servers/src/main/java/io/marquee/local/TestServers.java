package io.marquee.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * One real server of each kind for all tests of a JVM: started at first use in a temporary folder, stopped and deleted
 * when the JVM ends. Tests that must not see each other's data take a database, a topic or a key prefix of their own.
 */
public final class TestServers {

    private static final String MIGRATED = "migrated";

    private static PostgresServer postgres;
    private static KafkaServer kafka;
    private static RedisServer redis;
    private static Path folder;
    private static boolean migrated;

    private TestServers() {}

    /** The PostgreSQL server of this JVM. */
    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = started(() -> PostgresServer.start(folder().resolve("postgres"), 0, programs()));
        }
        return postgres;
    }

    /**
     * Makes a database with the schema that a migration gives to an empty one, unless it is there. The migration is run
     * once per JVM; databases are copies of what it leaves.
     */
    public static synchronized DataSource migratedDatabase(String name, Consumer<DataSource> migration) {
        try {
            if (!migrated) {
                postgres().createDatabase(MIGRATED);
                migration.accept(postgres().dataSource(MIGRATED));
                migrated = true;
            }
            postgres().createDatabase(name, MIGRATED);
            return postgres().dataSource(name);
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name, e);
        }
    }

    /** The Kafka broker of this JVM, without topics. */
    public static synchronized KafkaServer kafka() {
        if (kafka == null) {
            kafka = started(() -> KafkaServer.start(folder().resolve("kafka"), 0));
        }
        return kafka;
    }

    /** The Redis server of this JVM. */
    public static synchronized RedisServer redis() {
        if (redis == null) {
            redis = started(() -> RedisServer.start(folder().resolve("redis"), 0, programs()));
        }
        return redis;
    }

    private static Path folder() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("marquee-test-servers");
            Runtime.getRuntime().addShutdownHook(new Thread(TestServers::stop, "test-servers-stop"));
        }
        return folder;
    }

    /** The unpacked programs are shared between test runs. */
    static Path programs() {
        return Path.of(System.getProperty("java.io.tmpdir"), "marquee-programs-" + System.getProperty("user.name"));
    }

    private static synchronized void stop() {
        try {
            if (kafka != null) {
                kafka.close();
            }
            if (redis != null) {
                redis.close();
            }
            if (postgres != null) {
                postgres.discard();
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T started(Start<T> start) {
        try {
            return start.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Start<T> {
        T start() throws IOException;
    }
}
