package io.marquee.generator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marquee.generator.seed.SeatingPlan.House;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeatingPlanTest {

    @ParameterizedTest
    @EnumSource(House.class)
    void everySeatHasANameAndAPlaceOfItsOwn(House house) {
        SeatingPlan plan = SeatingPlan.of(house);

        Set<String> names = new HashSet<>();
        for (SeatingPlan.Row row : plan.rows()) {
            int last = 0;
            for (SeatingPlan.Seat seat : row.seats()) {
                assertThat(names.add(seat.name())).as(seat.name()).isTrue();
                assertThat(seat.name()).startsWith(row.name());
                assertThat(seat.column()).isGreaterThan(last).isLessThanOrEqualTo(plan.columns());
                assertThat(plan.aisles()).doesNotContain(seat.column());
                last = seat.column();
            }
        }
        assertThat(names).hasSize(plan.seatCount());
    }

    @ParameterizedTest
    @EnumSource(House.class)
    void everyAccessibleSpaceHasRoomAndACompanionSeatBesideIt(House house) {
        SeatingPlan plan = SeatingPlan.of(house);

        assertThat(plan.categories()).contains(SeatCategory.ACCESSIBLE, SeatCategory.COMPANION);
        for (SeatingPlan.Row row : plan.rows()) {
            for (SeatingPlan.Seat seat : row.seats()) {
                if (seat.category() == SeatCategory.ACCESSIBLE) {
                    assertThat(row.seats())
                            .noneMatch(other -> Math.abs(other.column() - seat.column()) == 1)
                            .anyMatch(other -> Math.abs(other.column() - seat.column()) == 2
                                    && other.category() == SeatCategory.COMPANION);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(House.class)
    void isWrittenInTheFormatOfTheSchema(House house) throws Exception {
        SeatingPlan plan = SeatingPlan.of(house);
        JsonNode layout = new JsonMapper().readTree(plan.toJson());

        assertThat(layout.get("columns").asInt()).isEqualTo(plan.columns());
        assertThat(layout.get("aisles")).hasSize(plan.aisles().size());
        JsonNode seat = layout.at("/rows/0/seats/0");
        assertThat(seat.get("name").asText()).isEqualTo("A1");
        assertThat(seat.get("column").isInt()).isTrue();
        assertThat(seat.get("category").isTextual()).isTrue();
    }
}
