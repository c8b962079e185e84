package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A layout with its seats by name. Immutable. */
public final class SeatPlan {

    private final Layout layout;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    SeatPlan(Layout layout) {
        this.layout = layout;
        for (Row row : layout.rows()) {
            for (Seat seat : row.seats()) {
                places.put(seat.name(), places.size());
                seats.put(seat.name(), seat);
            }
        }
    }

    /** The layout as it was planned. */
    public Layout layout() {
        return layout;
    }

    /** All seats by name, row by row. */
    public Map<String, Seat> seats() {
        return Collections.unmodifiableMap(seats);
    }

    /** These seats as one meets them row by row; those that the plan does not know come last, by name. */
    List<String> inOrder(Collection<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(Comparator.comparing((String name) -> places.getOrDefault(name, Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    /** What these seats cost together, in minor units; seats without a price, or unknown ones, count nothing. */
    public long price(Collection<String> names, Map<String, Long> prices) {
        long total = 0;
        for (String name : names) {
            Seat seat = seats.get(name);
            total += seat == null ? 0 : prices.getOrDefault(seat.category(), 0L);
        }
        return total;
    }
}
