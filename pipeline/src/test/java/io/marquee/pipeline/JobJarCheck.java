package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that people upload. Runs when the jar has been made. */
class JobJarCheck {

    private static JarFile jar;
    private static List<String> names;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(System.getProperty("marquee.job-jar"));
        names = jar.stream().map(ZipEntry::getName).toList();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void flinkItselfIsNotInside() {
        assertThat(names)
                .filteredOn(name -> name.startsWith("org/apache/flink/") && name.endsWith(".class"))
                .as("connectors alone")
                .allMatch(name -> name.matches(
                        "org/apache/flink/(connector/(kafka|jdbc)/|streaming/connectors/kafka/"
                                + "|streaming/util/serialization/JSONKeyValue).*"));
        assertThat(names).noneMatch(name -> name.startsWith("org/slf4j/") || name.startsWith("org/apache/logging/"));
        assertThat(names).noneMatch(name -> name.startsWith("org/rocksdb/") || name.startsWith("ch/qos/logback/"));
    }

    @Test
    void whatTheJobsNeedIsInside() throws IOException {
        assertThat(names).contains(
                "io/marquee/pipeline/boxoffice/BoxOfficeJob.class",
                "io/marquee/pipeline/seatmap/SeatMapJob.class",
                "io/marquee/pipeline/options.properties",
                "io/marquee/events/EventJson.class",
                "org/postgresql/Driver.class",
                "redis/clients/jedis/RedisClient.class",
                "org/apache/flink/connector/kafka/source/KafkaSource.class");
        assertThat(text("META-INF/services/java.sql.Driver")).contains("org.postgresql.Driver");
        assertThat(text("META-INF/services/org.apache.flink.connector.jdbc.core.database.JdbcFactory"))
                .contains("Postgres");
    }

    @Test
    void noSignatureOfAnotherJarIsLeft() {
        assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
    }

    private static String text(String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
