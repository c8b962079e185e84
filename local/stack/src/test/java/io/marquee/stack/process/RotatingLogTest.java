package io.marquee.stack.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {

    @TempDir
    Path folder;

    @Test
    void keepsTheNewestFiles() throws IOException {
        Path file = folder.resolve("a.log");
        try (RotatingLog log = new RotatingLog(file, 10, 2)) {
            for (String text : new String[] {"first one\n", "second 1\n", "third 12\n", "fourth 1\n"}) {
                log.copy(new ByteArrayInputStream(text.getBytes(UTF_8)));
            }
        }

        assertThat(file).hasContent("fourth 1");
        assertThat(folder.resolve("a.log.1")).hasContent("third 12");
        assertThat(folder.resolve("a.log.2")).hasContent("second 1");
        assertThat(folder.resolve("a.log.3")).doesNotExist();
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        Path file = folder.resolve("a.log");
        for (String text : new String[] {"one\n", "two\n"}) {
            try (RotatingLog log = new RotatingLog(file, 100, 1)) {
                log.copy(new ByteArrayInputStream(text.getBytes(UTF_8)));
            }
        }

        assertThat(RotatingLog.tail(file, 5)).containsExactly("one", "two");
        assertThat(RotatingLog.tail(file, 1)).containsExactly("two");
        assertThat(RotatingLog.tail(folder.resolve("none"), 1)).isEmpty();
    }
}
