package io.marquee.pipeline.seatmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeatMapTest {

    private static final Duration RETENTION = Duration.ofDays(60);
    private static final Duration AFTER_START = Duration.ofHours(24);
    private static final long NOW = Duration.ofDays(20_000).toMillis();
    private static final long FORGOTTEN = NOW + RETENTION.toMillis();
    private static final long IN_8_MINUTES = NOW + Duration.ofMinutes(8).toMillis();

    private KeyedOneInputStreamOperatorTestHarness<Long, SeatChange, SeatUpdate> harness;
    private int read;
    private long startsAt;

    @BeforeEach
    void start() throws Exception {
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(NOW);
    }

    @AfterEach
    void stop() throws Exception {
        harness.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, SeatChange, SeatUpdate> newHarness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new SeatMap(new Keeping(AFTER_START, RETENTION)), SeatChange::showtimeId, Types.LONG, 1_024, 1, 0);
    }

    @Test
    void aChangeGoesOutAtOnce() throws Exception {
        hold(41, IN_8_MINUTES, "C7", "C8");
        assertThat(updates())
                .containsExactly(new SeatUpdate(1, List.of("C7", "C8"), "held", 41, IN_8_MINUTES, false, FORGOTTEN));
        book(42, "C7", "C8");
        assertThat(updates())
                .containsExactly(new SeatUpdate(1, List.of("C7", "C8"), "booked", 42, 0, false, FORGOTTEN));
    }

    @Test
    void theNewestVersionWinsSeatBySeat() throws Exception {
        book(42, "C7");
        hold(41, IN_8_MINUTES, "C7", "C8");
        hold(41, IN_8_MINUTES, "C7", "C8");
        assertThat(updates()).containsExactly(
                new SeatUpdate(1, List.of("C7"), "booked", 42, 0, false, FORGOTTEN),
                new SeatUpdate(1, List.of("C8"), "held", 41, IN_8_MINUTES, false, FORGOTTEN));
    }

    @Test
    void aHoldRunsOutWithItsOwnVersion() throws Exception {
        hold(41, IN_8_MINUTES, "C7");
        updates();
        harness.setProcessingTime(IN_8_MINUTES - 1);
        assertThat(updates()).isEmpty();
        harness.setProcessingTime(IN_8_MINUTES + 1);
        assertThat(updates()).containsExactly(new SeatUpdate(1, List.of("C7"), "available", 41, 0, true, FORGOTTEN));
    }

    @Test
    void anExtendedHoldRunsOutLater() throws Exception {
        hold(41, IN_8_MINUTES, "C7");
        hold(42, IN_8_MINUTES + 60_000, "C7");
        updates();
        harness.setProcessingTime(IN_8_MINUTES + 1);
        assertThat(updates()).isEmpty();
        harness.setProcessingTime(IN_8_MINUTES + 60_001);
        assertThat(updates()).containsExactly(new SeatUpdate(1, List.of("C7"), "available", 42, 0, true, FORGOTTEN));
    }

    @Test
    void aSeatThatWasBookedOrReleasedDoesNotRunOut() throws Exception {
        hold(41, IN_8_MINUTES, "C7", "C8");
        book(42, "C7");
        release(43, "C8");
        updates();
        harness.setProcessingTime(IN_8_MINUTES + 1);
        assertThat(updates()).isEmpty();
    }

    @Test
    void aHoldThatIsOverWhenItIsReadWasNeverHeld() throws Exception {
        hold(41, NOW - 1, "C7");
        assertThat(updates()).containsExactly(new SeatUpdate(1, List.of("C7"), "available", 41, 0, true, FORGOTTEN));
        assertThat(harness.numProcessingTimeTimers()).as("that of the showing alone").isEqualTo(1);
    }

    @Test
    void holdsRunOutAfterARestart() throws Exception {
        hold(41, IN_8_MINUTES, "C7");
        OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        read = 0;
        harness.initializeState(checkpoint);
        harness.open();
        harness.setProcessingTime(IN_8_MINUTES + 1);
        assertThat(updates()).containsExactly(new SeatUpdate(1, List.of("C7"), "available", 41, 0, true, FORGOTTEN));
    }

    @Test
    void aShowingIsForgottenLongAfterItsLastChange() throws Exception {
        hold(41, IN_8_MINUTES, "C7");
        harness.setProcessingTime(NOW + Duration.ofDays(30).toMillis());
        book(42, "C8");
        harness.setProcessingTime(NOW + RETENTION.toMillis() + Duration.ofDays(1).toMillis());
        assertThat(harness.numKeyedStateEntries()).as("changed 31 days ago").isPositive();
        harness.setProcessingTime(NOW + RETENTION.toMillis() + Duration.ofDays(31).toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void aShowingThatIsBroughtForwardIsForgottenEarlier() throws Exception {
        startsAt = NOW + Duration.ofDays(40).toMillis();
        book(42, "C7");
        startsAt = NOW + Duration.ofDays(3).toMillis();
        book(43, "C8");

        harness.setProcessingTime(startsAt + AFTER_START.toMillis());

        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void anEventThatDoesNotTellTheStartForgetsNothingEarlier() throws Exception {
        startsAt = NOW + 2 * RETENTION.toMillis();
        book(42, "C7");
        startsAt = 0;
        book(43, "C8");

        harness.setProcessingTime(NOW + RETENTION.toMillis() + 1);

        assertThat(harness.numKeyedStateEntries()).isPositive();
    }

    @Test
    void aShowingThatIsOverIsForgotten() throws Exception {
        startsAt = NOW + Duration.ofDays(3).toMillis();
        long over = startsAt + AFTER_START.toMillis();
        hold(41, IN_8_MINUTES, "C7");
        book(42, "C7", "C8");
        assertThat(updates()).extracting(SeatUpdate::forgetAt).containsOnly(over);
        harness.setProcessingTime(over - 1);
        assertThat(harness.numKeyedStateEntries()).isPositive();

        OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        read = 0;
        harness.initializeState(checkpoint);
        harness.open();
        harness.setProcessingTime(over);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();

        release(43, "C8");
        assertThat(updates()).as("nobody looks any more").isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aShowingThatIsPutOffIsKeptForLonger() throws Exception {
        startsAt = NOW + Duration.ofDays(3).toMillis();
        book(41, "C7");
        startsAt += Duration.ofDays(7).toMillis();
        book(42, "C8");
        harness.setProcessingTime(NOW + Duration.ofDays(5).toMillis());
        assertThat(harness.numKeyedStateEntries()).isPositive();
        harness.setProcessingTime(startsAt + AFTER_START.toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aStartBeyondAnyProgrammeIsNotWaitedFor() throws Exception {
        startsAt = Long.MAX_VALUE;
        book(41, "C7");
        assertThat(updates()).extracting(SeatUpdate::forgetAt).containsExactly(FORGOTTEN);
        startsAt = -1;
        book(42, "C7");
        assertThat(updates()).as("before 1970").isEmpty();
    }

    @Test
    void storedBytesStayReadable() {
        Seat seat = new Seat(Seat.State.HELD, 41, 1_000);
        byte[] stored = {1, 1, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 0, 0, 0, 3, (byte) 0xe8};
        assertThat(seat.toBytes()).isEqualTo(stored);
        assertThat(Seat.fromBytes(stored)).isEqualTo(seat);
    }

    private void hold(long version, long expiry, String... seats) throws Exception {
        change(Seat.State.HELD, version, expiry, seats);
    }

    private void book(long version, String... seats) throws Exception {
        change(Seat.State.BOOKED, version, 0, seats);
    }

    private void release(long version, String... seats) throws Exception {
        change(Seat.State.AVAILABLE, version, 0, seats);
    }

    private void change(Seat.State state, long version, long expiry, String... seats) throws Exception {
        harness.processElement(
                new StreamRecord<>(new SeatChange(1, List.of(seats), state.ordinal(), version, expiry, startsAt)));
    }

    /** What went out since the last call. */
    private List<SeatUpdate> updates() {
        List<SeatUpdate> all = harness.extractOutputValues();
        List<SeatUpdate> fresh = List.copyOf(all.subList(read, all.size()));
        read = all.size();
        return fresh;
    }
}
