package io.marquee.generator.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.SalesEvent;
import io.marquee.events.SalesEvent.Type;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final HistoryOptions SMALL = new HistoryOptions(
            7, 60, 1_500, 40_000, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31));

    @Test
    void theSameOptionsGiveTheSameEvents() throws SQLException {
        assertThat(events(SMALL)).isEqualTo(events(SMALL));
    }

    @Test
    void anotherSeedGivesOthersUnderOtherNames() throws SQLException {
        HistoryOptions other = new HistoryOptions(8, 60, 1_500, 40_000, SMALL.from(), SMALL.to());

        assertThat(Collections.disjoint(new HashSet<>(events(other)), new HashSet<>(events(SMALL)))).isTrue();
        assertThat(other.sender()).isNotEqualTo(SMALL.sender());
    }

    @Test
    void thereAreExactlyAsManyAsAskedForNumberedInOrderOfTime() throws SQLException {
        List<SalesEvent> events = events(SMALL);

        assertThat(events).hasSize(40_000).isSortedAccordingTo(Comparator.comparing(SalesEvent::occurredAt));
        assertThat(events).extracting(SalesEvent::sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40_000).boxed().toList());
        assertThat(events).extracting(SalesEvent::eventId).doesNotHaveDuplicates();
    }

    @Test
    void everyEventFallsOnADayOfTheHistoryAtItsTheater() throws SQLException {
        assertThat(events(SMALL)).extracting(HistoryTest::day).allMatch(day ->
                !day.isBefore(SMALL.from()) && !day.isAfter(SMALL.to()));
    }

    @Test
    void refundsGiveBackWhatWasSoldBefore() throws SQLException {
        Map<List<Object>, Integer> sold = new HashMap<>();
        int refunds = 0;
        for (SalesEvent event : events(SMALL)) {
            List<Object> what = List.of(event.theaterId(), event.movieId(), event.tickets(), event.amountMinor());
            if (event.type() == Type.SALE) {
                sold.merge(what, 1, Integer::sum);
            } else {
                assertThat(sold.merge(what, -1, Integer::sum)).as("refund %s", event).isNotNegative();
                refunds++;
            }
        }
        assertThat(refunds).isBetween(400, 1_600);
    }

    @Test
    void weekendsSellMoreThanWeekdaysAndPremieresMoreThanOldMovies() throws SQLException {
        Map<DayOfWeek, Long> byDay = new HashMap<>();
        long fresh = 0;
        long stale = 0;
        List<Film> films = Film.of(SMALL);
        for (SalesEvent event : events(SMALL)) {
            byDay.merge(day(event).getDayOfWeek(), 1L, Long::sum);
            long age = day(event).toEpochDay() - films.get((int) event.movieId() - 1).plan().releaseDate().toEpochDay();
            fresh += age >= 0 && age < 7 ? 1 : 0;
            stale += age >= 35 && age < 42 ? 1 : 0;
        }
        assertThat(byDay.get(DayOfWeek.SATURDAY)).isGreaterThan(2 * byDay.get(DayOfWeek.MONDAY));
        assertThat(fresh).isGreaterThan(2 * stale);
    }

    @Test
    void housesAndMoviesHaveNamesOfTheirOwn() {
        HistoryOptions large = HistoryOptions.DEFAULT;

        assertThat(House.of(large)).extracting(House::name).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(Film.of(large)).extracting(film -> film.plan().title()).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(House.of(large)).extracting(House::screens).contains(1, 18);
    }

    @Test
    void aHandfulOfMoviesLastsForAYear() throws SQLException {
        assertThat(events(new HistoryOptions(1, 1, 1, 400, SMALL.from(), SMALL.to()))).hasSize(400);
    }

    private static LocalDate day(SalesEvent event) {
        return LocalDate.ofInstant(event.occurredAt(), ZoneId.of(event.timeZone()));
    }

    private static List<SalesEvent> events(HistoryOptions options) throws SQLException {
        List<SalesEvent> events = new ArrayList<>();
        new History(options).play(
                LongStream.rangeClosed(1, options.theaters()).toArray(),
                LongStream.rangeClosed(1, options.movies()).toArray(),
                new History.Receiver() {
                    @Override
                    public boolean wants(long theaterId, long sequence) {
                        return true;
                    }

                    @Override
                    public void take(SalesEvent event) {
                        events.add(event);
                    }
                });
        return events;
    }
}
