package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses seats side by side: near the middle of the row, in a row two thirds of the way back. Pure. */
final class BestAvailable {

    /** A place in the middle of a row counts more than the row: a seat aside is worse than a row off. */
    private static final double ROW_WEIGHT = 1.5;

    private static final double BEST_ROW = 2.0 / 3;

    private static final Comparator<Block> BEST = Comparator.comparingInt(Block::strangers)
            .thenComparingInt(Block::accessible)
            .thenComparingInt(Block::left)
            .thenComparingDouble(Block::distance);

    private BestAvailable() {}

    /**
     * Seats that could be had.
     *
     * @param strangers seats that are neither accessible nor companion seats, where such are wanted
     * @param accessible how many accessible seats it takes, where such are wanted
     * @param left how many single seats it would leave
     * @param distance from the best place of the auditorium
     */
    private record Block(List<String> seats, int strangers, int accessible, int left, double distance) {}

    /**
     * Finds the best seats. Those that leave no single seat come first; those that do are given when there are no
     * others.
     *
     * <p>The category {@code accessible} is for one person who needs such a seat, and who comes along: one accessible
     * seat, then the companion seats beside it; more accessible seats, and then others, only for a larger party.
     *
     * @param taken seats that cannot be had
     * @param count how many, at least 1
     * @param category only seats of this category; null for any that is not kept for those who need it, all of one
     *     category
     * @return seats of one row from left to right, with no aisle between; empty when nowhere so many are free
     */
    static Optional<List<String>> choose(SeatPlan plan, Set<String> taken, int count, String category) {
        boolean accessible = SeatPlan.ACCESSIBLE.equals(category);
        List<Block> blocks = new ArrayList<>();
        List<Row> rows = plan.layout().rows();
        for (int index = 0; index < rows.size(); index++) {
            List<Seat> row = rows.get(index).seats();
            for (int first = 0; first + count <= row.size(); first++) {
                List<Seat> block = row.subList(first, first + count);
                boolean possible = block.stream().noneMatch(seat -> taken.contains(seat.name()))
                        && (accessible ? isAccessible(plan, block) : isOfOneKind(block, category));
                if (possible) {
                    blocks.add(judge(plan, taken, block, index, accessible));
                }
            }
        }
        return blocks.stream().min(BEST).map(Block::seats);
    }

    private static Block judge(SeatPlan plan, Set<String> taken, List<Seat> block, int row, boolean accessible) {
        double middle = (plan.layout().columns() + 1) / 2.0;
        double bestRow = (plan.layout().rows().size() - 1) * BEST_ROW;
        double centre = (block.get(0).column() + block.get(block.size() - 1).column()) / 2.0;
        List<String> names = block.stream().map(Seat::name).toList();
        return new Block(
                names,
                accessible ? count(block, seat -> !SeatPlan.isReserved(seat.category())) : 0,
                accessible ? count(block, seat -> seat.category().equals(SeatPlan.ACCESSIBLE)) : 0,
                SingleSeats.left(plan, taken, names).size(),
                Math.abs(centre - middle) + ROW_WEIGHT * Math.abs(row - bestRow));
    }

    private static int count(List<Seat> block, Predicate<Seat> kind) {
        return (int) block.stream().filter(kind).count();
    }

    private static boolean isOfOneKind(List<Seat> block, String category) {
        String wanted = category == null ? block.get(0).category() : category;
        if (category == null && SeatPlan.isReserved(wanted)) {
            return false;
        }
        for (int next = 1; next < block.size(); next++) {
            if (block.get(next).column() != block.get(next - 1).column() + 1) {
                return false;
            }
        }
        return block.stream().allMatch(seat -> seat.category().equals(wanted));
    }

    // A wheelchair takes the room of two seats, so that there may be a gap beside it; an aisle parts.
    private static boolean isAccessible(SeatPlan plan, List<Seat> block) {
        int from = block.get(0).column();
        int to = block.get(block.size() - 1).column();
        return block.stream().anyMatch(seat -> seat.category().equals(SeatPlan.ACCESSIBLE))
                && plan.layout().aisles().stream().noneMatch(aisle -> aisle > from && aisle < to);
    }
}
