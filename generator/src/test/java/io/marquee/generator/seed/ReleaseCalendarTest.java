package io.marquee.generator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReleaseCalendarTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

    @Test
    void aboutFortyMoviesAreOnScreenOnAnyDay() {
        for (int ahead = 0; ahead < 200; ahead += 13) {
            LocalDate day = DAY.plusDays(ahead);
            List<MoviePlan> shown = new ReleaseCalendar(5).shownBetween(day, day);

            assertThat(shown).hasSizeBetween(30, 45).allMatch(movie -> movie.shownOn(day));
        }
    }

    @Test
    void aMovieIsTheSameHoweverItIsAskedFor() {
        ReleaseCalendar calendar = new ReleaseCalendar(5);
        List<MoviePlan> early = calendar.shownBetween(DAY, DAY.plusDays(20));
        List<MoviePlan> late = calendar.shownBetween(DAY.plusDays(10), DAY.plusDays(40));

        assertThat(early).containsAll(late.stream()
                .filter(movie -> !movie.releaseDate().isAfter(DAY.plusDays(20)))
                .toList());
    }

    @Test
    void moviesComeOutOnFridaysWithGenresAndActors() {
        assertThat(new ReleaseCalendar(5).shownBetween(DAY, DAY.plusYears(1))).allSatisfy(movie -> {
            assertThat(movie.releaseDate().getDayOfWeek()).isEqualTo(DayOfWeek.FRIDAY);
            assertThat(movie.genres()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(movie.actors()).hasSizeBetween(3, 5).doesNotHaveDuplicates();
            assertThat(movie.runtimeMinutes()).isBetween(80, 180);
        });
    }

    @Test
    void noTitleComesTwiceBeforeAllHaveCome() {
        for (long seed = 0; seed < 20; seed++) {
            TitleSpace titles = new TitleSpace(seed);
            Set<String> seen = new HashSet<>();
            for (int number = 0; number < titles.size(); number++) {
                seen.add(titles.title(number));
            }
            assertThat(seen).hasSize(titles.size());
        }
    }

    @Test
    void noTwoActorsShareAName() {
        Set<String> names = new HashSet<>();
        for (int number = 0; number < 900; number++) {
            names.add(Wording.actor(5, number));
        }
        assertThat(names).hasSize(900);
    }
}
