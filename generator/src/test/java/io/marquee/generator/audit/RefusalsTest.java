package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.SalesEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

    private final Refusals refusals = new Refusals(
            "sales", new Ledger(LocalTime.MIDNIGHT), Duration.ofDays(400), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void tooLateIsWhatEndedARetentionBeforeTheNewestEvent() {
        refusals.met(sale(1, NOW));
        // That day ended 400 days and half a day before.
        refused(2, NOW.minus(Duration.ofDays(401)), "too-late");
        assertThat(found()).isEmpty();

        refused(3, NOW.minus(Duration.ofDays(400)), "too-late");
        refused(4, NOW.minus(Duration.ofDays(400)), "too-late");
        refused(5, NOW.minus(Duration.ofDays(1)), "too-late");
        assertThat(found()).hasSize(2).first().asString().contains("sales/0@3", "2025-04-06T00:00:00Z", "1 others");
        assertThat(count()).isEqualTo(3);
        assertThat(refusals.count()).isEqualTo(4);
    }

    @Test
    void anEventThatComesLaterMayHaveMadeItTooLate() {
        refused(1, NOW.minus(Duration.ofDays(402)), "too-late");
        assertThat(found()).as("nothing is newer").hasSize(1);
        refusals.met(sale(2, NOW));
        assertThat(found()).isEmpty();
    }

    @Test
    void anEventFromTheFutureMakesNothingTooLate() {
        refusals.met(sale(1, NOW));
        refusals.met(sale(2, NOW.plus(Duration.ofDays(1_000))));
        refused(3, NOW.plus(Duration.ofDays(20)), "from-future");
        refused(4, NOW.minus(Duration.ofDays(300)), "too-late");
        assertThat(found()).singleElement().asString().contains("sales/0@4");
    }

    @Test
    void anEventOfADeadLetterMovesTheClockWhereTheJobReadIt() {
        refused(1, NOW, "behind-window", 5_000);
        refused(2, NOW.minus(Duration.ofDays(402)), "too-late");
        assertThat(found()).isEmpty();
    }

    @Test
    void fromTheFutureIsWhatWasADayAheadOfItsDeadLetter() {
        refused(1, NOW.plus(Duration.ofHours(25)), "from-future");
        refused(2, NOW.plus(Duration.ofMinutes(24 * 60 - 1)), "from-future"); // clocks differ a little
        assertThat(found()).isEmpty();
        refused(3, NOW.plus(Duration.ofHours(20)), "from-future");
        refused(4, NOW.minus(Duration.ofDays(1)), "from-future");
        assertThat(found()).hasSize(2).allSatisfy(what -> assertThat(what).contains("refused as from the future"));
    }

    @Test
    void nothingIsRefusedForAnUnknownReason() {
        refused(1, NOW, "did-not-like-it");
        assertThat(found()).singleElement().asString()
                .contains("sales/0@1 is a valid event, refused as 'did-not-like-it', which is no reason");
    }

    @Test
    void behindTheWindowIsWhatLies1024Back() {
        refused(1, NOW, "behind-window", 1 + 1_024);
        assertThat(found()).isEmpty();
        refused(2, NOW, "behind-window", 2 + 1_023);
        assertThat(found()).singleElement().asString().contains("sequence 2 of pos:1:1 is not");
    }

    @Test
    void itsWindowMayHaveGoneOnInAnotherPartition() {
        AtomicLong highest = new AtomicLong(5);
        refused(5, NOW, "behind-window", highest::get);
        assertThat(found()).hasSize(1);
        highest.set(5 + 1_024);
        assertThat(found()).isEmpty();
    }

    @Test
    void whatWasRefusedAsNoEventMustCountNow() {
        refused(1, NOW, "invalid-value");
        Differences differences = new Differences();
        refusals.report(differences, (origin, sequence) -> origin.endsWith(" pos:1:1") && sequence == 1);
        assertThat(differences.count()).isZero();
        assertThat(found()).singleElement().asString().contains("send it again");
    }

    private void refused(long sequence, Instant at, String reason) {
        refused(sequence, at, reason, sequence);
    }

    private void refused(long sequence, Instant at, String reason, long highest) {
        refused(sequence, at, reason, () -> highest);
    }

    private void refused(long sequence, Instant at, String reason, LongSupplier highest) {
        refusals.refused(Position.of(0, sequence), sale(sequence, at), reason, NOW, highest);
    }

    private List<String> found() {
        return report().checks().stream().flatMap(check -> check.first().stream()).toList();
    }

    private long count() {
        return report().count();
    }

    private Differences report() {
        Differences differences = new Differences();
        refusals.report(differences, (source, sequence) -> false);
        return differences;
    }

    private static SalesEvent sale(long sequence, Instant at) {
        return new SalesEvent(
                SalesEvent.Type.SALE, "event-" + sequence, "pos:1:1", sequence, at, null, 1, "UTC", 1, null, 1, 100,
                "USD", SalesEvent.Channel.POS);
    }
}
