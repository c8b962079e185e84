package io.marquee.generator.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.generator.imports.ImportSchema.Column;
import io.marquee.generator.imports.ImportSchema.Type;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRuleTest {

    private final ColumnRule time = new ColumnRule(
            new Column("at", null, Type.TIMESTAMP, true, null, "2024-01-01", "2024-12-31", null, null, null, null),
            null);

    @Test
    void aTimeHasAnOffsetOrIsTheTheaters() throws Exception {
        assertThat(time.read("2024-05-10T19:31:07.125Z")).isEqualTo(OffsetDateTime.parse("2024-05-10T19:31:07.125Z"));
        assertThat(time.read("2024-05-10 15:31:07-04:00")).isEqualTo(OffsetDateTime.parse("2024-05-10T15:31:07-04:00"));
        assertThat(time.read("2024-05-10T15:31+05:30")).isEqualTo(OffsetDateTime.parse("2024-05-10T15:31+05:30"));
        assertThat(time.read(" 2024-05-10 15:31 ")).isEqualTo(LocalDateTime.parse("2024-05-10T15:31"));
        assertThat(time.read("2024-02-29T15:31:07.123456789")).isEqualTo(
                LocalDateTime.parse("2024-02-29T15:31:07.123456789"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2024-05-10", "2024-05", "2024", "2023-02-29 12:00", "2024-13-01 12:00", "2024-05-10 24:00", "2024-05-10 12:60",
        "2024-05-10T23:59:60Z", "10/05/2024 12:00", "2024-5-10 12:00", "2024-05-10T12:00:00+99:00", "now", "1715369467",
        "2024-05-10T12:00:00Zulu", "2024-05-10 12"
    })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> time.read(text)).isInstanceOf(BadValue.class).hasMessageContaining("is not a time");
    }

    @Test
    void theDayAsWrittenLiesInTheRange() {
        assertThatThrownBy(() -> time.read("2023-12-31T23:59:59Z")).hasMessage("is before 2024-01-01");
        assertThatThrownBy(() -> time.read("2025-01-01 00:00")).hasMessage("is after 2024-12-31");
    }
}
