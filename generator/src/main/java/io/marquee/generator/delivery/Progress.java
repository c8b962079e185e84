package io.marquee.generator.delivery;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar with rate and time left. On a terminal it moves; elsewhere it is a line every ten seconds, so that a
 * log shows that something happens.
 */
public final class Progress implements AutoCloseable {

    /** The system property that the {@code marquee} script sets when the output goes to a terminal. */
    private static final String TERMINAL = "marquee.terminal";
    private static final int LINE_WIDTH = 110;

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Shows something that is done in a known number of steps.
     *
     * @param unit what is counted, such as {@code events}
     */
    public static Progress of(PrintWriter out, String task, String unit, long total) {
        boolean terminal = Boolean.getBoolean(TERMINAL);
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" " + unit, 1)
                .setUpdateIntervalMillis(terminal ? 250 : 10_000)
                .setSpeedUnit(java.time.temporal.ChronoUnit.SECONDS)
                .showSpeed();
        if (!terminal) {
            builder.setConsumer(new DelegatingProgressBarConsumer(line -> {
                out.println(line.strip());
                out.flush();
            }, LINE_WIDTH));
        }
        return new Progress(builder.build());
    }

    public void step(long count) {
        bar.stepBy(count);
    }

    public void to(long done) {
        bar.stepTo(done);
    }

    /** How long it has been going on. */
    public Duration elapsed() {
        return bar.getTotalElapsed();
    }

    @Override
    public void close() {
        bar.close();
    }
}
