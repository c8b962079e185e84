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
    private static final Layout HALL = hall();

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

    private static Layout hall() {
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
        return new Layout(rows, 9, List.of(5));
    }
}
