package io.marquee.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waitsLongerEachTimeUpToHalfAMinute() {
        Backoff backoff = new Backoff();

        List<Long> seconds = Stream.generate(() -> backoff.afterRunning(Duration.ofSeconds(3)).toSeconds())
                .limit(7)
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void beginsAnewAfterAMinuteWithoutFailure() {
        Backoff backoff = new Backoff();
        backoff.afterRunning(Duration.ZERO);
        backoff.afterRunning(Duration.ZERO);

        assertThat(backoff.afterRunning(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
    }
}
