package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import io.marquee.api.problem.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What makes a layout sane: seats that can be told apart, each in a place of its own and of a known category. Pure. */
final class LayoutRules {

    /** The categories that seats may have. */
    static final Set<String> CATEGORIES = Set.of("standard", "premium", "recliner", "accessible", "companion");

    private static final int MAX_ROWS = 100;
    private static final int MAX_COLUMNS = 200;
    private static final int MAX_SEATS = 5_000;
    private static final int MAX_ERRORS = 20;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,9}");

    private final Layout layout;
    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> rowNames = new HashSet<>();
    private final Set<String> seatNames = new HashSet<>();
    private final Set<Integer> aisles = new HashSet<>();

    private LayoutRules(Layout layout) {
        this.layout = layout;
    }

    /** What is wrong with a layout, the first few faults; empty when it is sane. */
    static List<FieldError> check(Layout layout) {
        LayoutRules rules = new LayoutRules(layout);
        rules.check();
        return rules.errors;
    }

    /** How many seats a sane layout has. */
    static int seats(Layout layout) {
        return layout.rows().stream().mapToInt(row -> row.seats().size()).sum();
    }

    /** The categories that a layout has seats of. */
    static Set<String> categories(Layout layout) {
        Set<String> found = new TreeSet<>();
        layout.rows().forEach(row -> row.seats().forEach(seat -> found.add(seat.category())));
        return found;
    }

    private void check() {
        require(layout.columns() >= 1 && layout.columns() <= MAX_COLUMNS, "columns", "must be 1 to " + MAX_COLUMNS);
        List<Integer> gaps = layout.aisles() == null ? List.of() : layout.aisles();
        for (Integer aisle : gaps) {
            boolean known = aisle != null && aisle >= 1 && aisle <= layout.columns();
            require(known, "aisles", "must be columns of the layout");
            require(aisles.add(aisle), "aisles", "has a column twice");
        }
        List<Row> rows = layout.rows();
        if (rows == null || rows.isEmpty() || rows.size() > MAX_ROWS) {
            require(false, "rows", "must be 1 to " + MAX_ROWS);
            return;
        }
        for (int index = 0; index < rows.size() && errors.size() < MAX_ERRORS; index++) {
            check(rows.get(index), "rows[" + index + "]");
        }
        require(seatNames.size() <= MAX_SEATS, "rows", "have more than " + MAX_SEATS + " seats");
    }

    private void check(Row row, String where) {
        if (row == null || row.seats() == null || row.seats().isEmpty()
                || row.seats().stream().anyMatch(Objects::isNull)) {
            require(false, where + ".seats", "must have at least one seat, and no null");
            return;
        }
        requireName(row.name(), where + ".name");
        require(rowNames.add(row.name()), where + ".name", "is the name of another row");
        int column = 0;
        for (int index = 0; index < row.seats().size() && errors.size() < MAX_ERRORS; index++) {
            Seat seat = row.seats().get(index);
            String place = where + ".seats[" + index + "]";
            requireName(seat.name(), place + ".name");
            require(seatNames.add(seat.name()), place + ".name", "is the name of another seat");
            require(seat.column() >= 1 && seat.column() <= layout.columns(), place + ".column",
                    "must be 1 to " + layout.columns());
            require(seat.column() > column, place + ".column", "must be right of the seat before");
            require(!aisles.contains(seat.column()), place + ".column", "is an aisle");
            require(seat.category() != null && CATEGORIES.contains(seat.category()), place + ".category",
                    "is none of " + String.join(", ", new TreeSet<>(CATEGORIES)));
            column = seat.column();
        }
    }

    private void requireName(String name, String field) {
        require(name != null && NAME.matcher(name).matches(), field, "must have 1 to 10 letters, digits or hyphens");
    }

    private void require(boolean holds, String field, String message) {
        if (!holds && errors.size() < MAX_ERRORS) {
            errors.add(new FieldError("layout." + field, message));
        }
    }
}
