package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A layout with its seats by name. Immutable. */
public final class SeatPlan {

    /** The category of seats with room for a wheelchair. */
    static final String ACCESSIBLE = "accessible";

    /** The category of seats beside accessible ones, for who comes along. */
    static final String COMPANION = "companion";

    private static final Set<String> RESERVED = Set.of(ACCESSIBLE, COMPANION);

    private final Layout layout;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, List<Seat>> stretches = new HashMap<>();

    SeatPlan(Layout layout) {
        this.layout = layout;
        for (Row row : layout.rows()) {
            List<Seat> stretch = List.of();
            for (Seat seat : row.seats()) {
                places.put(seat.name(), places.size());
                seats.put(seat.name(), seat);
                if (stretch.isEmpty() || stretch.get(stretch.size() - 1).column() + 1 != seat.column()) {
                    stretch = new ArrayList<>();
                }
                stretch.add(seat);
                stretches.put(seat.name(), stretch);
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

    /** Whether a category is kept for those who need it: nobody gets such a seat without asking for it. */
    static boolean isReserved(String category) {
        return RESERVED.contains(category);
    }

    /**
     * The stretches that these seats are in, row by row. A stretch is what stands side by side, from left to right,
     * until an aisle, a gap or the end of the row.
     */
    List<List<Seat>> stretches(Collection<String> names) {
        Set<List<Seat>> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<List<Seat>> ordered = new ArrayList<>();
        for (String name : inOrder(names)) {
            List<Seat> stretch = stretches.get(name);
            if (stretch != null && found.add(stretch)) {
                ordered.add(Collections.unmodifiableList(stretch));
            }
        }
        return ordered;
    }

    /** What a seat costs by; empty for a seat that the plan does not know. */
    String category(String name) {
        Seat seat = seats.get(name);
        return seat == null ? "" : seat.category();
    }

    /** These seats as one meets them row by row; those that the plan does not know come last, by name. */
    List<String> inOrder(Collection<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(Comparator.comparing((String name) -> places.getOrDefault(name, Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    /**
     * What these seats cost together, in minor units.
     *
     * @throws IllegalArgumentException for a seat that the plan does not know, or that has no price: nothing is for
     *     free by mistake
     */
    public long price(Collection<String> names, Map<String, Long> prices) {
        long total = 0;
        for (String name : names) {
            Long price = prices.get(category(name));
            if (price == null) {
                throw new IllegalArgumentException("Seat " + name + " has no price");
            }
            total += price;
        }
        return total;
    }
}
