package io.marquee.generator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final Throwable RESET = new CompletionException(new IOException("Connection reset"));

    @Test
    void whoBearsResetsAloneTakesNoAnswerOfAServerForOne() {
        assertThat(Patience.RESETS.bears(RESET)).isTrue();
        assertThat(Patience.RESETS.bears(new ConnectException("refused"))).isFalse();
        assertThat(Patience.RESETS.bears(new HttpTimeoutException("no answer"))).isFalse();
        assertThat(Patience.RESETS.bears(502)).isFalse();
        assertThat(Patience.RESETS.bears(503)).isFalse();
    }

    @Test
    void whoBearsOutagesWaitsForTheServiceButBearsNoFaultOfIts() {
        assertThat(Patience.OUTAGES.bears(RESET)).isTrue();
        assertThat(Patience.OUTAGES.bears(new ConnectException("refused"))).isTrue();
        assertThat(Patience.OUTAGES.bears(503)).isTrue();
        assertThat(Patience.OUTAGES.bears(500)).isFalse();
    }

    @Test
    void whoBearsNothingTakesEverythingForAFailure() {
        assertThat(Patience.NONE.bears(RESET)).isFalse();
        assertThat(Patience.NONE.bears(502)).isFalse();
    }
}
