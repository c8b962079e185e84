package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses seats side by side: near the middle of the row, in a row two thirds of the way back. Pure. */
final class BestAvailable {

    /** A place in the middle of a row counts more than the row: a seat aside is worse than a row off. */
    private static final double ROW_WEIGHT = 1.5;

    private static final double BEST_ROW = 2.0 / 3;

    private static final Set<String> RESERVED = Set.of("accessible", "companion");

    private BestAvailable() {}

    /**
     * Finds the best seats.
     *
     * @param taken seats that cannot be had
     * @param count how many, at least 1
     * @param category only seats of this category; null for any that is not kept for those who need it, all of one
     *     category
     * @return adjacent seats of one row from left to right; empty when nowhere so many are free side by side
     */
    static Optional<List<String>> choose(Layout layout, Set<String> taken, int count, String category) {
        List<String> best = null;
        double bestDistance = Double.MAX_VALUE;
        double middle = (layout.columns() + 1) / 2.0;
        double bestRow = (layout.rows().size() - 1) * BEST_ROW;
        for (int index = 0; index < layout.rows().size(); index++) {
            Row row = layout.rows().get(index);
            for (int first = 0; first + count <= row.seats().size(); first++) {
                List<Seat> block = row.seats().subList(first, first + count);
                if (isFree(block, taken, category) && isTogether(block)) {
                    double centre = (block.get(0).column() + block.get(count - 1).column()) / 2.0;
                    double distance = Math.abs(centre - middle) + ROW_WEIGHT * Math.abs(index - bestRow);
                    if (distance < bestDistance) {
                        bestDistance = distance;
                        best = block.stream().map(Seat::name).toList();
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isFree(List<Seat> block, Set<String> taken, String category) {
        String wanted = category == null ? block.get(0).category() : category;
        if (category == null && RESERVED.contains(wanted)) {
            return false;
        }
        return block.stream().allMatch(seat -> seat.category().equals(wanted) && !taken.contains(seat.name()));
    }

    private static boolean isTogether(List<Seat> block) {
        for (int next = 1; next < block.size(); next++) {
            if (block.get(next).column() != block.get(next - 1).column() + 1) {
                return false;
            }
        }
        return true;
    }
}
