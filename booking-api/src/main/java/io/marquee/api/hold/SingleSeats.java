package io.marquee.api.hold;

import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the single seats that a party would leave: free ones between taken seats, aisles, gaps and the ends of the row,
 * which had a free neighbour before the party came. A seat that was single already is nobody's fault, and accessible
 * and companion seats are kept for those who need them, so neither counts. Pure.
 */
final class SingleSeats {

    private SingleSeats() {}

    /**
     * The single seats that a choice would leave and another one would not.
     *
     * <p>Judged stretch by stretch: refused is what leaves more single seats than as many seats, in no more pieces,
     * would have to leave in the same stretch. So a party that fits nowhere better is served.
     *
     * @param taken seats that somebody has, those of the party from before included
     * @param chosen free seats that the party takes now
     * @return names from left to right, row by row; empty when the choice may stand
     */
    static List<String> avoidable(SeatPlan plan, Set<String> taken, Collection<String> chosen) {
        Set<String> wanted = new HashSet<>(chosen);
        wanted.removeAll(taken);
        List<String> avoidable = new ArrayList<>();
        for (List<Seat> stretch : plan.stretches(wanted)) {
            int seats = (int) stretch.stream().filter(seat -> wanted.contains(seat.name())).count();
            List<String> left = left(stretch, taken, wanted);
            if (!left.isEmpty() && left.size() > fewest(stretch, taken, seats, pieces(stretch, wanted))) {
                avoidable.addAll(left);
            }
        }
        return avoidable;
    }

    /** The single seats that a choice would leave, avoidable or not. */
    static List<String> left(SeatPlan plan, Set<String> taken, Collection<String> chosen) {
        Set<String> wanted = Set.copyOf(chosen);
        return plan.stretches(wanted).stream().flatMap(stretch -> left(stretch, taken, wanted).stream()).toList();
    }

    private static List<String> left(List<Seat> stretch, Set<String> taken, Set<String> chosen) {
        List<String> left = new ArrayList<>();
        for (int place = 0; place < stretch.size(); place++) {
            Seat seat = stretch.get(place);
            boolean free = !taken.contains(seat.name()) && !chosen.contains(seat.name());
            if (free && !SeatPlan.isReserved(seat.category())
                    && isOver(stretch, place - 1, taken, chosen) && isOver(stretch, place + 1, taken, chosen)
                    && (isIn(stretch, place - 1, chosen) || isIn(stretch, place + 1, chosen))) {
                left.add(seat.name());
            }
        }
        return left;
    }

    private static boolean isOver(List<Seat> stretch, int place, Set<String> taken, Set<String> chosen) {
        return place < 0 || place >= stretch.size() || isIn(stretch, place, taken) || isIn(stretch, place, chosen);
    }

    private static boolean isIn(List<Seat> stretch, int place, Set<String> names) {
        return place >= 0 && place < stretch.size() && names.contains(stretch.get(place).name());
    }

    private static int pieces(List<Seat> stretch, Set<String> chosen) {
        int pieces = 0;
        for (int place = 0; place < stretch.size(); place++) {
            pieces += isIn(stretch, place, chosen) && !isIn(stretch, place - 1, chosen) ? 1 : 0;
        }
        return pieces;
    }

    /** How few single seats so many seats can leave, taken as at most so many pieces, each in a free run of its own. */
    private static int fewest(List<Seat> stretch, Set<String> taken, int seats, int pieces) {
        int never = stretch.size() + 1;
        int[][] fewest = new int[pieces + 1][seats + 1];
        for (int[] row : fewest) {
            Arrays.fill(row, never);
            row[0] = 0;
        }
        for (int first = 0; first < stretch.size(); ) {
            int end = first;
            while (end < stretch.size() && !isIn(stretch, end, taken)) {
                end++;
            }
            // Backwards, so that no run is used twice.
            for (int used = pieces; used >= 1; used--) {
                for (int sum = seats; sum >= 1; sum--) {
                    for (int here = 1; here <= Math.min(sum, end - first); here++) {
                        int before = fewest[used - 1][sum - here];
                        if (before < never) {
                            fewest[used][sum] =
                                    Math.min(fewest[used][sum], before + fewest(stretch, taken, first, end, here));
                        }
                    }
                }
            }
            first = end + 1;
        }
        return fewest[pieces][seats];
    }

    // In a free run: side by side, from each place that they can start at.
    private static int fewest(List<Seat> stretch, Set<String> taken, int first, int end, int seats) {
        int fewest = Integer.MAX_VALUE;
        for (int start = first; start + seats <= end; start++) {
            Set<String> chosen = new HashSet<>();
            stretch.subList(start, start + seats).forEach(seat -> chosen.add(seat.name()));
            fewest = Math.min(fewest, left(stretch, taken, chosen).size());
        }
        return fewest;
    }
}
