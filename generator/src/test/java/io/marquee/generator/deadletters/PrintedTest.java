package io.marquee.generator.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrintedTest {

    @Test
    void showsTextAsItIs() {
        assertThat(Printed.bytes("{\"title\":\"Amélie 映画 😀\"}".getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo("{\"title\":\"Amélie 映画 😀\"}");
    }

    @Test
    void escapesWhatCannotBeSeenOrWouldMoveTheCursor() {
        assertThat(Printed.bytes(new byte[] {'a', 0x1b, '[', '2', 'J', '\n', '\\', (byte) 0xff, (byte) 0xc3}, 100))
                .isEqualTo("a\\x1b[2J\\x0a\\\\\\xff\\xc3");
        assertThat(Printed.bytes("a\u202eb".getBytes(StandardCharsets.UTF_8), 100)).isEqualTo("a\\xe2\\x80\\xaeb");
    }

    @Test
    void saysHowMuchIsLeftOut() {
        assertThat(Printed.bytes("abcdef".getBytes(StandardCharsets.UTF_8), 4)).isEqualTo("abcd ... and 2 bytes more");
        assertThat(Printed.bytes(null, 4)).isEqualTo("(none)");
    }

    @Test
    void jsonHasAllBytesEvenThoseThatAreNoText() {
        DeadLetter letter = new DeadLetter(
                new Place("dead-letters", 0, 12), new Place("sales", 3, 1_044), "not-json", "no JSON",
                Instant.parse("2024-05-10T19:31:07Z"), null, new byte[] {(byte) 0xff, 0});

        assertThat(Printed.json(letter, Optional.empty())).isEqualTo("{\"offset\":12,\"from_topic\":\"sales\","
                + "\"from_partition\":3,\"from_offset\":1044,\"reason\":\"not-json\",\"detail\":\"no JSON\","
                + "\"refused_at\":\"2024-05-10T19:31:07Z\",\"key\":null,\"key_base64\":null,\"value\":null,"
                + "\"value_base64\":\"/wA=\",\"resent_to\":null}");
    }
}
