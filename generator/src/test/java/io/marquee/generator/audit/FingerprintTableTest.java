package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FingerprintTableTest {

    @Test
    void agreesWithAMapWhileItGrows() {
        FingerprintTable table = FingerprintTable.map(10);
        Map<String, Long> map = new HashMap<>();
        SplittableRandom random = new SplittableRandom(3);
        Fingerprint fingerprint = new Fingerprint();
        for (int i = 0; i < 200_000; i++) {
            String word = Integer.toString(random.nextInt(100_000));
            fingerprint.of("sales", word);
            Long before = map.putIfAbsent(word, (long) i);

            assertThat(table.putIfAbsent(fingerprint.high(), fingerprint.low(), i))
                    .isEqualTo(before == null ? FingerprintTable.NONE : before);
        }
        assertThat(table.size()).isEqualTo(map.size());
        map.forEach((word, value) -> {
            fingerprint.of("sales", word);
            assertThat(table.get(fingerprint.high(), fingerprint.low())).isEqualTo(value);
        });
        fingerprint.of("sales", "never");
        assertThat(table.get(fingerprint.high(), fingerprint.low())).isEqualTo(FingerprintTable.NONE);
    }

    @Test
    void aSetTakesEachEntryOnce() {
        FingerprintTable set = FingerprintTable.set(10);
        Fingerprint fingerprint = new Fingerprint();
        for (int i = 0; i < 20_000; i++) {
            fingerprint.of("sales", Integer.toString(i % 10_000));

            assertThat(set.add(fingerprint.high(), fingerprint.low())).isEqualTo(i < 10_000);
        }
        assertThat(set.size()).isEqualTo(10_000);
    }

    @Test
    void wordsAreToldApartWhereverTheyAreCut() {
        Fingerprint one = new Fingerprint().of("ab", "c");
        Fingerprint other = new Fingerprint().of("a", "bc");

        assertThat(one.high()).isNotEqualTo(other.high());
    }
}
