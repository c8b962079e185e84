package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.KafkaRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxOfficeTest {

    private static final Duration GRACE = Duration.ofHours(48);
    private static final Duration RETENTION = Duration.ofDays(400);
    private static final BoxOffice.Flush FLUSH =
            new BoxOffice.Flush(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(10), 1_000);
    private static final Instant EVENING = Instant.parse("2026-05-10T20:00:00Z");
    private static final Instant DAY_END = Instant.parse("2026-05-11T00:00:00Z");
    private static final Instant MONTH_END = Instant.parse("2026-06-01T00:00:00Z");

    private KeyedOneInputStreamOperatorTestHarness<Long, SalesBatch, SalesRows> harness;
    private int read;

    @BeforeEach
    void start() throws Exception {
        harness = newHarness(10_000);
        harness.open();
    }

    @AfterEach
    void stop() throws Exception {
        harness.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, SalesBatch, SalesRows> newHarness(int cached)
            throws Exception {
        return newHarness(cached, RETENTION);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, SalesBatch, SalesRows> newHarness(
            int cached, Duration retention) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new BoxOffice(new BoxOffice.Settings(
                        LocalTime.MIDNIGHT, GRACE, retention, FLUSH, cached)),
                SalesBatch::theaterId, Types.LONG, 1_024, 1, 0);
    }

    @Test
    void changedTotalsGoOutTogetherEveryHalfSecond() throws Exception {
        sell(1, 1, EVENING, 2, 2_400);
        sell(1, 2, EVENING, 1, 1_200);
        refund(1, 3, EVENING, 1, 1_200);
        assertThat(rows()).isEmpty();
        harness.setProcessingTime(500);
        assertThat(rows()).containsExactlyInAnyOrder(
                row(Bucket.Kind.DAY, 0, "2026-05-10", 2, 1, 3, 1, 3_600, 1_200, "provisional", 3),
                row(Bucket.Kind.MONTH, 0, "2026-05-01", 2, 1, 3, 1, 3_600, 1_200, "provisional", 3),
                row(Bucket.Kind.MOVIE_DAY, 7, "2026-05-10", 2, 1, 3, 1, 3_600, 1_200, "provisional", 3));
        harness.setProcessingTime(1_000);
        assertThat(rows()).as("nothing changed").isEmpty();
    }

    @Test
    void aDuplicateChangesNothing() throws Exception {
        sell(1, 1, EVENING, 2, 2_400);
        harness.setProcessingTime(500);
        rows();
        sell(1, 1, EVENING, 2, 2_400);
        harness.setProcessingTime(1_000);
        assertThat(rows()).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @Test
    void sameNumbersOfAnotherSourceAreOtherEvents() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        process(new Sale(1, 7, "pos:1:2", 1, EVENING.toEpochMilli(), "UTC", false, 1, 100, "USD", record()));
        harness.setProcessingTime(500);
        assertThat(day(rows()).grossMinor()).isEqualTo(200);
    }

    @Test
    void aDayOfTwoTimeZonesLastsUntilItEndsInBoth() throws Exception {
        sellIn("Asia/Tokyo", 1, Instant.parse("2026-05-10T05:00:00Z"));
        sellIn("America/Los_Angeles", 2, Instant.parse("2026-05-10T20:00:00Z"));
        harness.setProcessingTime(500);
        rows();
        watermark(Instant.parse("2026-05-11T03:00:00Z").plus(RETENTION)); // between its ends

        sellIn("America/Los_Angeles", 3, Instant.parse("2026-05-10T21:00:00Z"));
        harness.setProcessingTime(1_000);

        assertThat(letters()).isEmpty();
        assertThat(rows()).filteredOn(row -> !row.is(Bucket.Kind.MONTH))
                .extracting(SalesRow::bookings, SalesRow::version)
                .containsOnly(tuple(3L, 3L));
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Tokyo, America/Los_Angeles",
        "Pacific/Kiritimati, Etc/GMT+12", // as far apart as any two
        "Africa/Abidjan, Pacific/Pago_Pago"
    })
    void aDayThatIsOverInOneZoneIsStillThereForTheFirstEventFromFurtherWest(String east, String west)
            throws Exception {
        Instant noon = Instant.parse("2026-05-31T12:00:00Z");
        sellIn(east, 1, noon.minus(offset(east, noon)));
        sellIn(east, 2, noon.minus(offset(east, noon)));
        Instant westernEnd = Instant.parse("2026-06-01T00:00:00Z").minus(offset(west, noon));
        watermark(westernEnd.plus(RETENTION).minusMillis(1));
        harness.prepareSnapshotPreBarrier(1);
        rows();

        sellIn(west, 3, noon.minus(offset(west, noon)));
        harness.setProcessingTime(60_000);

        assertThat(letters()).isEmpty();
        assertThat(rows()).as("day, movie and month").hasSize(3)
                .extracting(SalesRow::bookings, SalesRow::version).containsOnly(tuple(3L, 3L));
        watermark(westernEnd.plus(RETENTION));
        sellIn(west, 4, noon.minus(offset(west, noon)));
        assertThat(letters()).singleElement().extracting(DeadLetter::reason).isEqualTo("too-late");
    }

    private static Duration offset(String zone, Instant at) {
        return Duration.ofSeconds(ZoneId.of(zone).getRules().getOffset(at).getTotalSeconds());
    }

    @Test
    void aMonthOfTwoTimeZonesThatShareADayIsFinalWhenItIsOverInBoth() throws Exception {
        Instant winter = Instant.parse("2026-03-01T20:00:00Z"); // then both are five hours behind UTC
        sellIn("America/New_York", 1, winter);
        sellIn("America/Panama", 2, winter);
        watermark(Instant.parse("2026-04-01T05:00:00Z").plus(GRACE).minusMillis(1)); // New York's ended at four
        harness.setProcessingTime(500);
        assertThat(rows()).filteredOn(row -> row.is(Bucket.Kind.MONTH))
                .extracting(SalesRow::status).containsOnly("provisional");

        watermark(Instant.parse("2026-04-01T05:00:00Z").plus(GRACE));
        harness.setProcessingTime(1_000);
        assertThat(rows()).filteredOn(row -> row.is(Bucket.Kind.MONTH))
                .extracting(SalesRow::status).containsExactly("final");
    }

    private void sellIn(String zone, long sequence, Instant at) throws Exception {
        process(new Sale(1, 7, "pos:1:1", sequence, at.toEpochMilli(), zone, false, 1, 100, "USD", record()));
    }

    @Test
    void currenciesAreNotAddedUp() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        process(new Sale(1, 7, "pos:1:1", 2, EVENING.toEpochMilli(), "UTC", false, 1, 300, "EUR", record()));
        harness.setProcessingTime(500);
        assertThat(rows()).filteredOn(row -> row.is(Bucket.Kind.DAY))
                .extracting(SalesRow::currency, SalesRow::grossMinor)
                .containsExactlyInAnyOrder(
                        tuple("USD", 100L), tuple("EUR", 300L));
    }

    @Test
    void whatCannotBeToldApartBecomesADeadLetter() throws Exception {
        sell(1, 2_000, EVENING, 1, 100);
        sell(1, 976, EVENING, 1, 100);
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("behind-window");
            assertThat(letter.detail()).contains("976", "pos:1:1");
            assertThat(letter.record()).usingRecursiveComparison().isEqualTo(record());
        });
        harness.setProcessingTime(500);
        assertThat(day(rows()).version()).isEqualTo(1);
    }

    @Test
    void aDayIsFinalAfterTheGraceAndRestatedByACorrection() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        watermark(DAY_END.plus(GRACE).minusMillis(2));
        harness.setProcessingTime(500);
        assertThat(day(rows()).status()).isEqualTo("provisional");

        watermark(DAY_END.plus(GRACE));
        harness.setProcessingTime(1_000);
        assertThat(rows()).extracting(SalesRow::kind, SalesRow::status, SalesRow::version)
                .as("day and movie, not the month")
                .containsExactlyInAnyOrder(
                        tuple(Bucket.Kind.DAY.ordinal(), "final", 1L),
                        tuple(Bucket.Kind.MOVIE_DAY.ordinal(), "final", 1L));

        refund(1, 2, EVENING, 1, 100);
        harness.setProcessingTime(1_500);
        List<SalesRow> rows = rows();
        assertThat(day(rows)).extracting(SalesRow::status, SalesRow::version, SalesRow::netMinor)
                .containsExactly("restated", 2L, 0L);
        assertThat(rows).filteredOn(row -> row.is(Bucket.Kind.MONTH))
                .extracting(SalesRow::status).containsExactly("provisional");
    }

    @Test
    void aDayThatBeginsWithALateEventIsRestated() throws Exception {
        watermark(DAY_END.plus(GRACE).plusSeconds(1));
        sell(1, 1, EVENING, 1, 100);
        harness.setProcessingTime(500);
        assertThat(day(rows()).status()).isEqualTo("restated");
        assertThat(letters()).isEmpty();
    }

    @Test
    void afterTheRetentionStateAndTimersAreGoneAndEventsTooLate() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        sell(2, 1, EVENING, 1, 100);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(harness.numKeyedStateEntries()).isPositive();
        assertThat(harness.numEventTimeTimers()).isEqualTo(8);

        watermark(MONTH_END.plus(RETENTION).plus(Duration.ofDays(3)));
        harness.prepareSnapshotPreBarrier(2);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();

        sell(1, 2, EVENING, 1, 100);
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("too-late");
            assertThat(letter.detail()).contains("2026-05-10");
        });
        harness.prepareSnapshotPreBarrier(3);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aSourceIsRememberedAsLongAsItsEventsCount() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        Instant later = EVENING.plus(Duration.ofDays(300));
        sell(1, 2, later, 1, 100);
        watermark(EVENING.plus(RETENTION).plus(Duration.ofDays(5)));
        rows();
        sell(1, 2, later, 1, 100);
        harness.setProcessingTime(500);
        assertThat(rows()).filteredOn(row -> row.version() > 1 && row.is(Bucket.Kind.DAY)).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @Test
    void totalsOfLongAgoGatherForLonger() throws Exception {
        long now = EVENING.plus(Duration.ofDays(1)).toEpochMilli();
        harness.setProcessingTime(now);
        rows();
        sell(1, 1, EVENING, 1, 100);
        harness.setProcessingTime(now + 4_500);
        assertThat(rows()).isEmpty();
        harness.setProcessingTime(now + 5_500);
        assertThat(day(rows()).version()).isEqualTo(1);

        sell(1, 2, EVENING, 1, 100);
        sell(1, 3, Instant.ofEpochMilli(now), 1, 100);
        harness.setProcessingTime(now + 6_000);
        assertThat(rows()).as("one of them is new").hasSize(5);
    }

    @Test
    void whatWasSentIsNotChangedLater() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        harness.setProcessingTime(500);
        List<SalesRows> sent = harness.extractOutputValues();
        List<List<SalesRow>> copies = sent.stream().map(message -> List.copyOf(message.rows())).toList();
        sell(1, 2, EVENING, 1, 100);
        harness.setProcessingTime(1_000);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(sent).extracting(SalesRows::rows).isEqualTo(copies);
    }

    @Test
    void everythingGoesOutBeforeACheckpoint() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(day(rows()).version()).isEqualTo(1);
        harness.setProcessingTime(500);
        assertThat(rows()).isEmpty();
    }

    @Test
    void aRestoredJobGoesOnWhereTheCheckpointWas() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        sell(1, 2, EVENING, 1, 100);
        OperatorSubtaskState checkpoint = snapshot();
        sell(1, 3, EVENING, 1, 100); // lost with the failure, and read again
        restore(checkpoint, 10_000);

        assertThat(rows()).isEmpty();
        sell(1, 2, EVENING, 1, 100);
        sell(1, 3, EVENING, 1, 100);
        harness.setProcessingTime(500);
        assertThat(day(rows())).extracting(SalesRow::version, SalesRow::grossMinor).containsExactly(3L, 300L);
    }

    @Test
    void timeDoesNotStartAnewAfterARestore() throws Exception {
        watermark(DAY_END.plus(RETENTION));
        restore(snapshot(), 10_000);
        sell(1, 1, EVENING, 1, 100);
        assertThat(letters()).singleElement().extracting(DeadLetter::reason).isEqualTo("too-late");
    }

    @Test
    void aLongerRetentionBringsNoBucketBackThatWasDropped() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        watermark(DAY_END.plus(RETENTION));
        OperatorSubtaskState checkpoint = snapshot();
        harness.close();
        harness = newHarness(10_000, RETENTION.multipliedBy(2));
        harness.initializeState(checkpoint);
        harness.open();
        read = 0;

        sell(1, 2, EVENING, 1, 100);
        sell(1, 3, DAY_END, 1, 100);
        assertThat(letters()).singleElement().extracting(DeadLetter::reason).isEqualTo("too-late");
        harness.setProcessingTime(60_000);
        assertThat(rows()).extracting(SalesRow::kind).as("the next day is still there").isNotEmpty();
    }

    @Test
    void stoppingWithADrainEndsNoBucket() throws Exception {
        sell(1, 1, EVENING, 1, 100);
        harness.processWatermark(Watermark.MAX_WATERMARK);
        restore(snapshot(), 10_000);
        sell(1, 2, EVENING, 1, 100);
        harness.setProcessingTime(500);
        assertThat(day(rows())).extracting(SalesRow::version, SalesRow::status).containsExactly(2L, "provisional");
    }

    @Test
    void aCacheThatIsTooSmallLosesNothing() throws Exception {
        harness.close();
        harness = newHarness(2);
        harness.open();
        for (int round = 1; round <= 50; round++) {
            for (long theater = 1; theater <= 5; theater++) {
                sell(theater, round, EVENING, 1, 100);
                sell(theater, round, EVENING, 1, 100);
            }
            if (round == 25) {
                restore(snapshot(), 3);
            }
        }
        harness.prepareSnapshotPreBarrier(9);
        rows();
        watermark(DAY_END.plus(GRACE));
        harness.setProcessingTime(500);
        assertThat(rows()).filteredOn(row -> row.is(Bucket.Kind.DAY))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.version()).isEqualTo(50));
        assertThat(letters()).isEmpty();
    }

    @Test
    void aClockThatJumpsPastManyBucketsFillsNoMoreThanTheCache() throws Exception {
        int cached = 10;
        harness.close();
        harness = newHarness(cached);
        harness.open();
        int days = 60;
        for (int day = 0; day < days; day++) {
            for (long theater = 1; theater <= 3; theater++) {
                sell(theater, day, EVENING.plus(Duration.ofDays(day)), 1, 100);
            }
        }
        harness.prepareSnapshotPreBarrier(1);
        rows();

        watermark(DAY_END.plus(Duration.ofDays(days)).plus(GRACE));
        List<SalesRow> sent = rows();
        int settled = 3 * 2 * days; // days and movies; months besides
        assertThat(sent).as("room was made though no time has passed").hasSizeGreaterThan(settled - 2 * cached);
        harness.setProcessingTime(500);
        sent.addAll(rows());
        assertThat(sent).filteredOn(row -> !row.is(Bucket.Kind.MONTH)).hasSize(settled)
                .allSatisfy(row -> assertThat(row).extracting(SalesRow::status, SalesRow::version, SalesRow::grossMinor)
                        .containsExactly("final", 1L, 100L));

        restore(snapshot(), cached);
        refund(2, days, EVENING.plus(Duration.ofDays(30)), 1, 100);
        harness.setProcessingTime(500);
        assertThat(day(rows())).extracting(SalesRow::status, SalesRow::version, SalesRow::netMinor)
                .as("what left the cache is in state").containsExactly("restated", 2L, 0L);
        watermark(MONTH_END.plus(Duration.ofDays(days)).plus(RETENTION).plus(Duration.ofDays(32)));
        harness.prepareSnapshotPreBarrier(2);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(letters()).isEmpty();
    }

    @Test
    void storedBytesStayReadable() {
        Totals totals = new Totals(1_000);
        totals.add(false, 2, 2_400);
        totals.add(true, 1, 1_200);
        totals.status(Status.RESTATED);
        byte[] stored = HexFormat.of().parseHex("0102" + "00000000000003e8" + "0000000000000002"
                + "0000000000000001" + "0000000000000001" + "0000000000000002" + "0000000000000001"
                + "0000000000000960" + "00000000000004b0");
        assertThat(totals.toBytes()).isEqualTo(stored);
        assertThat(Totals.fromBytes(stored)).usingRecursiveComparison().isEqualTo(totals);

        Source source = new Source();
        source.see(3, 4_711);
        byte[] storedSource = HexFormat.of().parseHex(
                "0000000000001267" + "01" + "0000000000000003" + "00000001" + "0000000000000008");
        assertThat(source.toBytes()).isEqualTo(storedSource);
        assertThat(Source.fromBytes(storedSource)).usingRecursiveComparison().isEqualTo(source);

        assertThat(Bucket.day(LocalDate.parse("2026-05-10"), "USD").key()).isEqualTo("d20583USD");
        assertThat(Bucket.month(YearMonth.of(2026, 5), "EUR").key()).isEqualTo("m24316EUR");
        assertThat(Bucket.movieDay(LocalDate.parse("2026-05-10"), "USD", 7).key()).isEqualTo("v20583USD7");
    }

    private OperatorSubtaskState snapshot() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        return harness.snapshot(1, 1);
    }

    private void restore(OperatorSubtaskState state, int cached) throws Exception {
        harness.close();
        harness = newHarness(cached);
        read = 0;
        harness.initializeState(state);
        harness.open();
    }

    private void sell(long theater, long sequence, Instant at, int tickets, long amount) throws Exception {
        process(sale(theater, sequence, at, false, tickets, amount));
    }

    private void refund(long theater, long sequence, Instant at, int tickets, long amount) throws Exception {
        process(sale(theater, sequence, at, true, tickets, amount));
    }

    private static Sale sale(long theater, long sequence, Instant at, boolean refund, int tickets, long amount) {
        return new Sale(theater, 7, "pos:" + theater + ":1", sequence, at.toEpochMilli(), "UTC", refund, tickets,
                amount, "USD", record());
    }

    private static KafkaRecord record() {
        return new KafkaRecord("sales", 2, 4711, new byte[] {1}, new byte[] {2, 3});
    }

    private void process(Sale sale) throws Exception {
        harness.processElement(new StreamRecord<>(SalesBatch.of(sale, 1, 0)));
    }

    private void watermark(Instant time) throws Exception {
        harness.processWatermark(new Watermark(time.toEpochMilli()));
    }

    private List<DeadLetter> letters() {
        var letters = harness.getSideOutput(DeadLetter.TAG);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    /** The rows that went out since the last call. */
    private List<SalesRow> rows() {
        List<SalesRows> all = harness.extractOutputValues();
        List<SalesRow> rows = new ArrayList<>();
        all.subList(read, all.size()).forEach(message -> rows.addAll(message.rows()));
        read = all.size();
        return rows;
    }

    private static SalesRow day(List<SalesRow> rows) {
        return rows.stream().filter(row -> row.is(Bucket.Kind.DAY)).reduce((one, other) -> other).orElseThrow();
    }

    private static SalesRow row(
            Bucket.Kind kind, long movie, String date, long bookings, long cancellations, long tickets,
            long ticketsRefunded, long gross, long refunded, String status, long version) {
        return new SalesRow(kind.ordinal(), 1, movie, (int) LocalDate.parse(date).toEpochDay(), "USD",
                bookings, cancellations, tickets, ticketsRefunded, gross, refunded, status, version);
    }
}
