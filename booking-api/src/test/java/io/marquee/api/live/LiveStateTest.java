package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveStateTest {

    private final LiveState<SeatChange> state = new LiveState<>();

    @Test
    void whatWasHeardWhileTheDatabaseWasReadIsPutTogetherWithTheReading() {
        state.apply(7, Map.of("A1", seat("booked", 7)));
        state.apply(5, Map.of("B1", seat("held", 5)));

        state.reset(new LiveReading<SeatChange>(6, Map.of("B1", seat("booked", 6), "C1", seat("held", 3))));

        assertThat(state.version()).isEqualTo(7);
        assertThat(state.known())
                .containsEntry("A1", seat("booked", 7))
                .containsEntry("B1", seat("booked", 6))
                .containsEntry("C1", seat("held", 3));
    }

    @Test
    void anOldChangeOfASeatThatTheReadingHasFreeIsNoNews() {
        state.reset(new LiveReading<SeatChange>(50, Map.of()));

        assertThat(state.apply(48, Map.of("A1", seat("held", 48)))).isEmpty();
        assertThat(state.apply(51, Map.of("A1", seat("held", 51)))).containsOnlyKeys("A1");
    }

    @Test
    void oldAndRepeatedChangesAreNoNewsButAnExpiryOfTheSameVersionIs() {
        state.reset(new LiveReading<SeatChange>(9, Map.of("A1", seat("held", 9))));

        assertThat(state.apply(9, Map.of("A1", seat("held", 9)))).isEmpty();
        assertThat(state.apply(8, Map.of("A1", new SeatChange("available", 8, null, true)))).isEmpty();
        assertThat(state.apply(9, Map.of("A1", new SeatChange("available", 9, null, true)))).containsOnlyKeys("A1");
    }

    @Test
    void aReadingForgetsWhatItContradicts() {
        state.apply(3, Map.of("A1", seat("held", 3)));

        state.reset(new LiveReading<SeatChange>(8, Map.of()));

        assertThat(state.known()).isEmpty();
    }

    private static SeatChange seat(String state, long version) {
        return new SeatChange(state, version, null, false);
    }
}
