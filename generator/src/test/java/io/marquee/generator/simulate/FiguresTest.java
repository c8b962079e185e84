package io.marquee.generator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.generator.http.Action;
import io.marquee.generator.simulate.Figures.Count;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private final Figures figures = new Figures();

    @Test
    void theSummaryHasPercentilesOfEachKindOfAnswer() {
        figures.answered(Action.HOLD, 201, 3_000_000);
        figures.tillSale(false, 1_000_000);

        assertThat(summary()).contains("p50", "p99.9", "till to Kafka").doesNotContain("was not reached");
    }

    @Test
    void aRateThatWasNotReachedIsSaid() {
        for (int i = 0; i < 90; i++) {
            figures.tillSale(i % 2 == 0, 1_000_000);
        }
        figures.count(Count.LATE, 10);

        assertThat(figures.shareNotStarted()).isEqualTo(0.1);
        assertThat(summary()).contains("The rate was not reached: 10.0 % of what was due");
    }

    @Test
    void aPaceKnowsWhatNobodyAskedFor() throws Exception {
        Pace pace = new Pace(1e6, new SplittableRandom(1));
        long due = pace.next();
        long passed = System.nanoTime() - due;

        assertThat(pace.overdue()).isGreaterThanOrEqualTo(passed / 1_000);
    }

    private String summary() {
        StringWriter text = new StringWriter();
        figures.summary(new PrintWriter(text));
        return text.toString();
    }
}
