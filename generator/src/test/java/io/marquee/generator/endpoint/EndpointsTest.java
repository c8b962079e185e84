package io.marquee.generator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class EndpointsTest {

    @Test
    void areTheDefaultsWhereNothingRuns(@TempDir Path data) {
        assertThat(Endpoints.of(data)).isEqualTo(Endpoints.DEFAULT);
    }

    @Test
    void areWhatTheStackWroteDownButForWhatIsAskedFor(@TempDir Path data) throws Exception {
        Files.createDirectories(data.resolve("run"));
        Files.writeString(
                data.resolve("run/endpoints.properties"),
                "api=http\\://127.0.0.1:9000/\nkafka=127.0.0.1:9001\npostgres=jdbc:postgresql://127.0.0.1:9002/m\n"
                        + "redis=redis://127.0.0.1:9003\npid=1\n");

        assertThat(Endpoints.of(data).with(null, null, null, "redis://elsewhere"))
                .isEqualTo(new Endpoints(
                        "http://127.0.0.1:9000",
                        "127.0.0.1:9001",
                        "jdbc:postgresql://127.0.0.1:9002/m",
                        "redis://elsewhere"));
    }

    @ParameterizedTest
    @CsvSource({"90s,PT90S", "5m,PT5M", "1h30m,PT90M", "500ms,PT0.5S", "0s,PT0S", "400d,PT9600H", "PT7M,PT7M"})
    void durationsAreReadAsPeopleWriteThem(String text, Duration duration) {
        assertThat(new DurationOption().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "five minutes", "-5m", "PT-5M", "5m5h"})
    void otherTextIsNoDuration(String text) {
        assertThatThrownBy(() -> new DurationOption().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("such as 90s, 5m");
    }
}
