package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClientBufferTest {

    private final ClientBuffer<SeatChange> buffer =
            new ClientBuffer<>((version, changes) -> "delta " + version + " " + states(changes));

    @Test
    void aClientThatKeepsUpGetsEachMessageAtOnce() {
        assertThat(buffer.offerWhole("snapshot", 0)).isEqualTo("snapshot");
        assertThat(buffer.written(1)).isNull();
        assertThat(offer(2, "A1", "held")).isEqualTo("as it came 2");
        assertThat(buffer.written(2)).isNull();
    }

    @Test
    void changesBeforeTheSnapshotAreLeftToIt() {
        assertThat(offer(2, "A1", "held")).isNull();
        assertThat(buffer.offerHeartbeat("beat", 0)).isNull();
        assertThat(buffer.offerWhole("snapshot", 0)).isEqualTo("snapshot");
        assertThat(buffer.written(1)).isEqualTo("beat");
        assertThat(buffer.written(1)).isNull();
    }

    @Test
    void whileOneMessageIsUnderWayChangesAreMergedPerSeatAndTheNewerWins() {
        buffer.offerWhole("snapshot", 0);
        assertThat(offer(2, "A1", "held")).isNull();
        assertThat(offer(4, "A1", "booked")).isNull();
        assertThat(offer(3, "A1", "available")).isNull();
        assertThat(offer(5, "B2", "held")).isNull();
        assertThat(buffer.written(1)).isEqualTo("delta 5 {A1=booked, B2=held}");
        assertThat(buffer.written(1)).isNull();
    }

    @Test
    void anExpiryTakesThePlaceOfTheHoldOfItsVersion() {
        buffer.offerWhole("snapshot", 0);
        offer(2, "A1", "held");
        buffer.offerChanges(2, Map.of("A1", new SeatChange("available", 2, null, true)), "", 0);
        offer(2, "A1", "held");
        assertThat(buffer.written(1)).isEqualTo("delta 2 {A1=available}");
    }

    @Test
    void aSnapshotTakesThePlaceOfWhatWaits() {
        buffer.offerWhole("first", 0);
        offer(2, "A1", "held");
        assertThat(buffer.offerWhole("second", 0)).isNull();
        offer(3, "B2", "held");
        assertThat(buffer.written(1)).isEqualTo("second");
        assertThat(buffer.written(2)).isEqualTo("delta 3 {B2=held}");
    }

    @Test
    void itTellsForHowLongTheClientHasLeftAMessageWaiting() {
        assertThat(buffer.stalledFor(5)).isZero();
        buffer.offerWhole("snapshot", 10);
        offer(2, "A1", "held");
        assertThat(buffer.stalledFor(40)).isEqualTo(30);
        buffer.written(50);
        assertThat(buffer.stalledFor(70)).isEqualTo(20);
        buffer.written(80);
        assertThat(buffer.stalledFor(500)).isZero();
    }

    private String offer(long version, String seat, String state) {
        return buffer.offerChanges(
                version, Map.of(seat, new SeatChange(state, version, null, false)), "as it came " + version, 0);
    }

    private static String states(Map<String, SeatChange> changes) {
        Map<String, String> states = new TreeMap<>();
        changes.forEach((seat, change) -> states.put(seat, change.state()));
        return states.toString();
    }
}
