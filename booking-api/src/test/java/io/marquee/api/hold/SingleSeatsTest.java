package io.marquee.api.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.hold.Layout.Row;
import io.marquee.api.hold.Layout.Seat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SingleSeatsTest {

    @Test
    void aSeatBesideTheWallOrBetweenNeighboursIsSingle() {
        SeatPlan plan = row("ssssssss");

        assertThat(SingleSeats.avoidable(plan, Set.of(), List.of("A2", "A3"))).containsExactly("A1");
        assertThat(SingleSeats.avoidable(plan, Set.of(), List.of("A6", "A7"))).containsExactly("A8");
        assertThat(SingleSeats.avoidable(plan, Set.of("A1", "A2"), List.of("A4", "A5"))).containsExactly("A3");
        assertThat(SingleSeats.avoidable(plan, Set.of(), List.of("A1", "A3"))).containsExactly("A2");
        assertThat(SingleSeats.avoidable(plan, Set.of(), List.of("A2", "A4"))).containsExactly("A1", "A3");
        assertThat(SingleSeats.avoidable(plan, Set.of("A1", "A2"), List.of("A3", "A4"))).isEmpty();
        assertThat(SingleSeats.avoidable(plan, Set.of("A1", "A2"), List.of("A5", "A6"))).isEmpty();
    }

    @Test
    void anAisleIsAnEnd() {
        assertThat(SingleSeats.avoidable(row("ss.ssssss"), Set.of(), List.of("A4", "A5"))).containsExactly("A3");
        assertThat(SingleSeats.avoidable(row("ss.ssssss"), Set.of(), List.of("A2", "A3"))).isEmpty();
    }

    @Test
    void whoHasNoOtherChoiceIsServed() {
        assertThat(SingleSeats.avoidable(row("sss"), Set.of(), List.of("A1", "A2"))).isEmpty();
        assertThat(SingleSeats.avoidable(row("sss.ssss"), Set.of(), List.of("A2", "A3")))
                .as("of its stretch").isEmpty();
        assertThat(SingleSeats.avoidable(row("sssss"), Set.of("A3"), List.of("A1", "A4", "A5"))).isEmpty();
    }

    @Test
    void aCoupleIsNotToldToPart() {
        // A1 and A5 would do without a single seat, but not side by side.
        assertThat(SingleSeats.avoidable(row("sssss"), Set.of("A4"), List.of("A1", "A2"))).isEmpty();
    }

    @Test
    void whatWasSingleBeforeOrIsKeptForOthersDoesNotCount() {
        assertThat(SingleSeats.avoidable(row("ssssss"), Set.of("A2"), List.of("A3", "A4"))).isEmpty();
        assertThat(SingleSeats.avoidable(row("asssssc"), Set.of(), List.of("A2", "A3"))).isEmpty();
        assertThat(SingleSeats.avoidable(row("asssssc"), Set.of(), List.of("A5", "A6"))).isEmpty();
    }

    @Test
    void theRuleIsForPartiesOrForEveryoneButNotForAccessibleSeats() {
        SeatPlan plan = row("assss");

        assertThat(SingleSeatRule.PARTIES.binds(plan, List.of("A2", "A3"))).isTrue();
        assertThat(SingleSeatRule.PARTIES.binds(plan, List.of("A3"))).isFalse();
        assertThat(SingleSeatRule.EVERYONE.binds(plan, List.of("A3"))).isTrue();
        assertThat(SingleSeatRule.EVERYONE.binds(plan, List.of("A1", "A2"))).isFalse();
        assertThat(SingleSeatRule.OFF.binds(plan, List.of("A2", "A3"))).isFalse();
    }

    @Property
    void refusedIsWhatLeavesOneWhileAnotherChoiceSideBySideLeavesNone(
            @ForAll @Size(10) List<Boolean> someoneHas, @ForAll @IntRange(min = 1, max = 5) int party,
            @ForAll @IntRange(min = 0, max = 9) int first) {
        SeatPlan plan = row("ssssssssss");
        Set<String> taken = taken(someoneHas);
        List<String> chosen = block(first, party);
        if (first + party > 10 || chosen.stream().anyMatch(taken::contains)) {
            return;
        }
        boolean leavesNone = singles(taken, chosen).isEmpty();
        boolean anotherLeavesNone =
                freeBlocks(taken, party).stream().anyMatch(other -> singles(taken, other).isEmpty());

        List<String> avoidable = SingleSeats.avoidable(plan, taken, chosen);

        assertThat(avoidable.isEmpty()).isEqualTo(leavesNone || !anotherLeavesNone);
        assertThat(avoidable).isSubsetOf(singles(taken, chosen));
    }

    @Property
    void everyPartyThatFitsSomewhereFindsAChoiceThatStands(
            @ForAll @Size(10) List<Boolean> someoneHas, @ForAll @IntRange(min = 1, max = 5) int party) {
        Set<String> taken = taken(someoneHas);
        List<List<String>> blocks = freeBlocks(taken, party);

        assertThat(blocks.isEmpty()
                || blocks.stream().anyMatch(block -> SingleSeats.avoidable(row("ssssssssss"), taken, block).isEmpty()))
                .isTrue();
    }

    @Property(tries = 300)
    void aHouseSellsOutAndMakesASingleSeatOnlyWhereItMust(@ForAll long seed) {
        SeatPlan plan = row("sss.ssssss.ssss");
        Random random = new Random(seed);
        Set<String> taken = new HashSet<>();
        while (taken.size() < plan.seats().size()) {
            List<String> free = new ArrayList<>(plan.seats().keySet());
            free.removeAll(taken);
            List<String> chosen = free.stream().filter(seat -> random.nextInt(4) == 0).toList();
            if (!chosen.isEmpty() && SingleSeats.avoidable(plan, taken, chosen).isEmpty()) {
                taken.addAll(chosen);
            }
            // Whatever happened before, there is always somebody who can be served.
            assertThat(free).anyMatch(seat -> SingleSeats.avoidable(plan, taken, List.of(seat)).isEmpty());
        }
    }

    // By another way than the class does it: run by run, what is one long and was longer.
    private static Set<String> singles(Set<String> taken, List<String> chosen) {
        Set<String> after = new HashSet<>(taken);
        after.addAll(chosen);
        Set<String> singles = new HashSet<>(runsOfOne(after));
        singles.removeAll(runsOfOne(taken));
        return singles;
    }

    private static Set<String> runsOfOne(Set<String> taken) {
        StringBuilder map = new StringBuilder("x");
        for (int seat = 1; seat <= 10; seat++) {
            map.append(taken.contains("A" + seat) ? 'x' : '_');
        }
        map.append('x');
        Set<String> found = new HashSet<>();
        for (int at = map.indexOf("x_x"); at >= 0; at = map.indexOf("x_x", at + 1)) {
            found.add("A" + (at + 1));
        }
        return found;
    }

    private static List<List<String>> freeBlocks(Set<String> taken, int party) {
        List<List<String>> blocks = new ArrayList<>();
        for (int first = 0; first + party <= 10; first++) {
            List<String> block = block(first, party);
            if (block.stream().noneMatch(taken::contains)) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static List<String> block(int first, int party) {
        List<String> block = new ArrayList<>();
        for (int seat = first + 1; seat <= first + party; seat++) {
            block.add("A" + seat);
        }
        return block;
    }

    private static Set<String> taken(List<Boolean> someoneHas) {
        Set<String> taken = new HashSet<>();
        for (int seat = 1; seat <= someoneHas.size(); seat++) {
            if (someoneHas.get(seat - 1)) {
                taken.add("A" + seat);
            }
        }
        return taken;
    }

    /** A row named A: s is a standard seat, a an accessible, c a companion seat, a dot an aisle. */
    private static SeatPlan row(String plan) {
        List<Seat> seats = new ArrayList<>();
        List<Integer> aisles = new ArrayList<>();
        for (int column = 1; column <= plan.length(); column++) {
            String category = switch (plan.charAt(column - 1)) {
                case 's' -> "standard";
                case 'a' -> "accessible";
                case 'c' -> "companion";
                default -> "";
            };
            if (category.isEmpty()) {
                aisles.add(column);
            } else {
                seats.add(new Seat("A" + (seats.size() + 1), column, category));
            }
        }
        return new SeatPlan(new Layout(List.of(new Row("A", seats)), plan.length(), aisles));
    }
}
