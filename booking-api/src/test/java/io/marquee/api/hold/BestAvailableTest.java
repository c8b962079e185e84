package io.marquee.api.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BestAvailableTest {

    // Rows A to F, columns 1 to 9, an aisle at 5; row F is accessible at its left end.
    private static final SeatPlan HALL = hall();

    @Test
    void theMiddleTwoThirdsBackComesFirst() {
        assertThat(BestAvailable.choose(HALL, Set.of(), 2, null)).contains(List.of("D3", "D4"));
    }

    @Test
    void neighboursAreNotPartedByAnAisle() {
        assertThat(BestAvailable.choose(HALL, Set.of(), 4, null).orElseThrow())
                .isIn(List.of("D1", "D2", "D3", "D4"), List.of("D6", "D7", "D8", "D9"));
        assertThat(BestAvailable.choose(HALL, Set.of(), 5, null)).isEmpty();
    }

    @Test
    void seatsForThoseWhoNeedThemAreGivenOnRequestOnly() {
        Set<String> taken = new HashSet<>();
        for (Optional<List<String>> next; (next = BestAvailable.choose(HALL, taken, 1, null)).isPresent(); ) {
            assertThat(taken.addAll(next.get())).isTrue();
        }

        assertThat(taken).hasSize(46).doesNotContain("F1", "F2");
        assertThat(BestAvailable.choose(HALL, taken, 2, "accessible")).contains(List.of("F1", "F2"));
        assertThat(BestAvailable.choose(HALL, taken, 1, "standard")).isEmpty();
    }

    @Test
    void takenSeatsAreLeftOut() {
        assertThat(BestAvailable.choose(HALL, Set.of("D3", "D4", "D6", "D7"), 2, "standard").orElseThrow())
                .doesNotContain("D3", "D4", "D6", "D7");
    }

    @Test
    void seatsThatLeaveASingleOneComeLast() {
        // Of D6 to D9 the middle two would leave D6 and D9 alone.
        Set<String> taken = new HashSet<>(HALL.seats().keySet());
        taken.removeAll(List.of("D6", "D7", "D8", "D9", "A1", "A2", "A3"));

        assertThat(BestAvailable.choose(HALL, taken, 2, null)).contains(List.of("D6", "D7"));
        assertThat(BestAvailable.choose(HALL, taken, 3, null)).contains(List.of("A1", "A2", "A3"));
        taken.add("A2");
        assertThat(BestAvailable.choose(HALL, taken, 3, null)).as("nothing better is left").contains(
                List.of("D6", "D7", "D8"));
    }

    @Test
    void aCompanionSeatComesWithAnAccessibleOne() {
        // As wide as two seats: no seat at column 2.
        SeatPlan plan = new SeatPlan(new Layout(List.of(new Row("A", List.of(
                new Seat("A1", 1, "accessible"), new Seat("A2", 3, "companion"), new Seat("A3", 4, "standard"),
                new Seat("A4", 5, "standard"), new Seat("A5", 7, "companion"), new Seat("A6", 8, "accessible"),
                new Seat("A7", 9, "accessible")))), 9, List.of(6)));

        assertThat(BestAvailable.choose(plan, Set.of("A5"), 1, "accessible")).contains(List.of("A6"));
        assertThat(BestAvailable.choose(plan, Set.of(), 2, "accessible")).contains(List.of("A5", "A6"));
        assertThat(BestAvailable.choose(plan, Set.of("A6"), 2, "accessible")).contains(List.of("A1", "A2"));
        assertThat(BestAvailable.choose(plan, Set.of("A5", "A2"), 2, "accessible")).contains(List.of("A6", "A7"));
        assertThat(BestAvailable.choose(plan, Set.of("A5"), 3, "accessible")).contains(List.of("A1", "A2", "A3"));
        assertThat(BestAvailable.choose(plan, Set.of("A1", "A6", "A7"), 1, "accessible")).isEmpty();
        assertThat(BestAvailable.choose(plan, Set.of(), 5, "accessible")).as("across the aisle").isEmpty();
        assertThat(BestAvailable.choose(plan, Set.of("A3", "A4"), 1, null)).as("kept for those who need it").isEmpty();
    }

    private static SeatPlan hall() {
        List<Row> rows = new ArrayList<>();
        for (char row = 'A'; row <= 'F'; row++) {
            List<Seat> seats = new ArrayList<>();
            for (int column = 1; column <= 9; column++) {
                if (column != 5) {
                    String category = row == 'F' && column <= 2 ? "accessible" : "standard";
                    seats.add(new Seat(row + "" + column, column, category));
                }
            }
            rows.add(new Row(String.valueOf(row), seats));
        }
        return new SeatPlan(new Layout(rows, 9, List.of(5)));
    }
}
