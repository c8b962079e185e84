package io.marquee.generator.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImprintTest {

    private final Fingerprint fingerprint = new Fingerprint();

    @Test
    void theSameBytesHaveTheSameImprintAndOthersHaveNot() {
        byte[] bytes = "x".repeat(5_000).getBytes(UTF_8);
        byte[] other = bytes.clone();
        other[4_999]++;
        assertThat(of(bytes)).isEqualTo(of(bytes.clone())).isNotEqualTo(of(other));
        assertThat(of(new byte[0])).isNotEqualTo(of(new byte[1]));
    }

    @Test
    void bytesThatLostTheirEndBeginTheWhole() {
        byte[] whole = "sale ".repeat(1_000).getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(whole, 4_000);
        assertThat(of(cut).begins(of(whole))).isTrue();
        assertThat(of(whole).begins(of(cut))).isFalse();
        cut[500]++;
        assertThat(of(cut).begins(of(whole))).isFalse();
    }

    private Imprint of(byte[] bytes) {
        return Imprint.of(bytes, fingerprint);
    }
}
