package io.marquee.api.hold;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Where the seats of an auditorium are.
 *
 * @param rows from the screen to the back
 * @param columns how many columns there are, aisles and gaps included
 * @param aisles columns that nobody sits in
 */
@Serdeable
public record Layout(List<Row> rows, int columns, @Nullable List<Integer> aisles) {

    /** No aisles, and none mentioned, is the same. */
    public Layout {
        aisles = aisles == null ? List.of() : aisles;
    }

    /** A row of seats from left to right. */
    @Serdeable
    public record Row(String name, List<Seat> seats) {}

    /**
     * A seat.
     *
     * @param name unique in the auditorium, such as {@code C7}
     * @param column where it stands, from 1
     * @param category what it costs by, such as {@code standard}, {@code accessible}
     */
    @Serdeable
    public record Seat(String name, int column, String category) {}
}
