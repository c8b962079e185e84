package io.marquee.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @Test
    void agreesWithTheJdkOnAnyInstant() {
        SplittableRandom random = new SplittableRandom(1);
        long least = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long most = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        int[] units = {1_000_000_000, 100_000_000, 1_000_000, 1_000, 1};
        for (int i = 0; i < 100_000; i++) {
            int unit = units[random.nextInt(units.length)];
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(least, most), (long) random.nextInt(1_000_000_000) / unit * unit);
            assertThat(Rfc3339.parse(instant.toString())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-10T19:31:07Z, 2024-05-10T19:31:07Z",
        "2024-05-10T19:31:07.1Z, 2024-05-10T19:31:07.100Z",
        "2024-05-10T19:31:07.000000001Z, 2024-05-10T19:31:07.000000001Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "2024-05-10T24:00:00Z, 2024-05-11T00:00:00Z",
        "2024-05-10T21:31:07+02:00, 2024-05-10T19:31:07Z",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z"
    })
    void readsEveryForm(String text, Instant instant) {
        assertThat(Rfc3339.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-05-10T25:00:00Z", "2024-05-10T19:61:07Z",
        "2024-05-10T19:31:07.1234567890Z", "2024-05-10 19:31:07Z", "2024-05-1OT19:31:07Z",
        "2024-05-10T19:31:07", "2024-05-10T19:31:07,12Z", "+2024-5-10T19:31:07Z", "yesterday", "Z"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
