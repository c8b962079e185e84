package io.marquee.generator.seed;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The seats of an auditorium, front row first.
 *
 * @param columns width of the grid, aisles and gaps included
 * @param aisles columns, counted from 1, that nobody sits in
 * @param rows the rows
 */
record SeatingPlan(int columns, List<Integer> aisles, List<Row> rows) {

    /** A row and its seats from left to right. */
    record Row(String name, List<Seat> seats) {}

    /**
     * A seat.
     *
     * @param name row and number, such as C7
     * @param column where it stands in the grid, from 1
     * @param category what kind of seat it is
     */
    record Seat(String name, int column, SeatCategory category) {}

    /** The kinds of houses. */
    enum House {
        /** Armchairs only, for few. */
        LOUNGE(6, 11, List.of(4, 8)),
        SMALL(8, 13, List.of(7)),
        MEDIUM(11, 18, List.of(5, 14)),
        LARGE(15, 24, List.of(7, 18));

        private final int rows;
        private final int columns;
        private final List<Integer> aisles;

        House(int rows, int columns, List<Integer> aisles) {
            this.rows = rows;
            this.columns = columns;
            this.aisles = aisles;
        }
    }

    // I and O are left out, as they are in real houses: they read like 1 and 0.
    private static final String ROW_NAMES = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final JsonMapper JSON = new JsonMapper();

    /** The seating of a kind of house: narrower in front, better seats behind, wheelchair spaces in the cross row. */
    static SeatingPlan of(House house) {
        int crossRow = house == House.LOUNGE ? house.rows - 1 : (house.rows + 1) / 3;
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < house.rows; row++) {
            String name = ROW_NAMES.substring(row, row + 1);
            // The first rows of a fan-shaped house are shorter on both sides.
            int margin = house == House.LOUNGE ? 0 : Math.max(0, 2 - row);
            List<Seat> seats = new ArrayList<>();
            for (int column = 1 + margin; column <= house.columns - margin; column++) {
                if (house.aisles.contains(column)) {
                    continue;
                }
                SeatCategory category;
                if (row == crossRow) {
                    int fromWall = Math.min(column, house.columns + 1 - column);
                    if (fromWall == 2) {
                        continue; // a wheelchair needs the width of two seats
                    }
                    category = fromWall == 1
                            ? SeatCategory.ACCESSIBLE
                            : fromWall == 3 ? SeatCategory.COMPANION : usual(house, row);
                } else {
                    category = usual(house, row);
                }
                seats.add(new Seat(name + (seats.size() + 1), column, category));
            }
            rows.add(new Row(name, List.copyOf(seats)));
        }
        return new SeatingPlan(house.columns, house.aisles, List.copyOf(rows));
    }

    private static SeatCategory usual(House house, int row) {
        return switch (house) {
            case LOUNGE -> SeatCategory.RECLINER;
            case SMALL -> row >= house.rows - 2 ? SeatCategory.PREMIUM : SeatCategory.STANDARD;
            case MEDIUM, LARGE -> row >= house.rows - 2
                    ? SeatCategory.RECLINER
                    : row >= house.rows / 2 && row < house.rows - 3 ? SeatCategory.PREMIUM : SeatCategory.STANDARD;
        };
    }

    /** How many seats there are. */
    int seatCount() {
        return rows.stream().mapToInt(row -> row.seats().size()).sum();
    }

    /** The kinds of seats there are. */
    Set<SeatCategory> categories() {
        Set<SeatCategory> found = EnumSet.noneOf(SeatCategory.class);
        rows.forEach(row -> row.seats().forEach(seat -> found.add(seat.category())));
        return found;
    }

    /** The layout as the column {@code auditorium.layout} holds it. */
    String toJson() {
        ObjectNode layout = JSON.createObjectNode();
        ArrayNode rowNodes = layout.putArray("rows");
        for (Row row : rows) {
            ObjectNode rowNode = rowNodes.addObject().put("name", row.name());
            ArrayNode seatNodes = rowNode.putArray("seats");
            for (Seat seat : row.seats()) {
                seatNodes.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("name", seat.name())
                        .put("column", seat.column())
                        .put("category", seat.category().word()));
            }
        }
        layout.put("columns", columns);
        ArrayNode aisleNodes = layout.putArray("aisles");
        aisles.forEach(aisleNodes::add);
        return layout.toString();
    }
}
