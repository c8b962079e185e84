package io.marquee.pipeline.boxoffice;

import static io.marquee.pipeline.boxoffice.SequenceWindow.Verdict.BEHIND;
import static io.marquee.pipeline.boxoffice.SequenceWindow.Verdict.DUPLICATE;
import static io.marquee.pipeline.boxoffice.SequenceWindow.Verdict.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {

    private final SequenceWindow window = new SequenceWindow();

    @Test
    void aNumberIsNewOnce() {
        assertThat(window.see(0)).isEqualTo(NEW);
        assertThat(window.see(0)).isEqualTo(DUPLICATE);
        assertThat(window.see(1)).isEqualTo(NEW);
        assertThat(window.see(0)).isEqualTo(DUPLICATE);
    }

    @Test
    void theWindowEndsExactly1024Back() {
        window.see(5_000);
        assertThat(window.see(5_000 - 1_023)).isEqualTo(NEW);
        assertThat(window.see(5_000 - 1_023)).isEqualTo(DUPLICATE);
        assertThat(window.see(5_000 - 1_024)).isEqualTo(BEHIND);
        assertThat(window.see(0)).isEqualTo(BEHIND);
    }

    @Test
    void aFarJumpForgetsWhatLiesBehind() {
        window.see(3);
        window.see(1_000_000_000_000L);
        assertThat(window.see(3)).isEqualTo(BEHIND);
        assertThat(window.see(1_000_000_000_000L - 17)).isEqualTo(NEW);
        assertThat(window.see(Long.MAX_VALUE)).isEqualTo(NEW);
        assertThat(window.see(Long.MAX_VALUE)).isEqualTo(DUPLICATE);
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> window.see(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void storedBytesStayReadable() {
        window.see(2);
        window.see(64);
        window.see(130);
        String stored = "01" + "0000000000000082" + "00000007"
                + "0000000000000004" + "0000000000000001" + "0000000000000004";
        assertThat(HexFormat.of().formatHex(window.toBytes())).isEqualTo(stored);
        SequenceWindow read = SequenceWindow.fromBytes(HexFormat.of().parseHex(stored));
        assertThat(read.see(2)).isEqualTo(DUPLICATE);
        assertThat(read.see(3)).isEqualTo(NEW);
        assertThat(read.highest()).isEqualTo(130);
    }

    @Test
    void bytesOfALaterVersionAreRefused() {
        assertThatThrownBy(() -> SequenceWindow.fromBytes(new byte[] {9, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 9");
    }

    @Property
    void itTellsWhatASetOfAllNumbersTells(@ForAll("walks") List<Long> numbers) {
        SequenceWindow underTest = new SequenceWindow();
        Set<Long> seen = new HashSet<>();
        long highest = -1;
        for (long number : numbers) {
            SequenceWindow.Verdict expected;
            if (highest - number >= SequenceWindow.SIZE) {
                expected = BEHIND;
            } else {
                expected = seen.add(number) ? NEW : DUPLICATE;
                highest = Math.max(highest, number);
            }
            assertThat(underTest.see(number)).as("number %d, highest %d", number, highest).isEqualTo(expected);
            underTest = SequenceWindow.fromBytes(underTest.toBytes());
        }
    }

    @Provide
    Arbitrary<List<Long>> walks() {
        Arbitrary<Long> steps = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(20, Arbitraries.longs().between(-80, 90)),
                net.jqwik.api.Tuple.of(5, Arbitraries.longs().between(-1_100, 1_100)),
                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(-5_000, 50_000)));
        return steps.list().ofMaxSize(400).map(moves -> {
            long[] at = {10_000};
            return moves.stream().map(move -> at[0] = Math.max(0, at[0] + move)).toList();
        });
    }
}
