package io.marquee.stack.up;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how the parts of a stack are doing: as a table that is redrawn in place on a terminal, as a line for each
 * change otherwise, and always as lines once the stack is ready.
 */
final class Board {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** How a part is doing. */
    enum State {
        WAITING("·", "2"),
        STARTING("…", "33"),
        UP("✓", "32"),
        DOWN("✗", "31"),
        STOPPED("-", "2");

        private final String sign;
        private final String colour;

        State(String sign, String colour) {
            this.sign = sign;
            this.colour = colour;
        }
    }

    private record Row(State state, String text) {}

    private final PrintStream out;
    private final boolean terminal;
    private final long startedNanos = System.nanoTime();
    private final Map<Part, Row> rows = new EnumMap<>(Part.class);
    private boolean table;
    private boolean drawn;

    Board(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.table = terminal;
        for (Part part : Part.values()) {
            rows.put(part, new Row(State.WAITING, ""));
        }
    }

    /** Shows a new state of a part. */
    synchronized void show(Part part, State state, String text) {
        Row row = new Row(state, text);
        if (row.equals(rows.put(part, row))) {
            return;
        }
        if (table) {
            draw();
        } else {
            out.println(prefix() + line(part, row));
            out.flush();
        }
    }

    /** Prints a line that belongs to no part. */
    synchronized void say(String text) {
        table = false;
        out.println(text);
        out.flush();
    }

    /** From here on changes are lines, each with the time of day. */
    synchronized void endTable() {
        table = false;
    }

    /** Seconds since this board was made. */
    double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    private void draw() {
        StringBuilder text = new StringBuilder();
        if (drawn) {
            text.append("\u001b[").append(rows.size()).append('A');
        }
        rows.forEach((part, row) -> text.append("\r\u001b[K").append(line(part, row)).append('\n'));
        out.print(text);
        out.flush();
        drawn = true;
    }

    private String prefix() {
        return terminal ? TIME.format(LocalTime.now()) + " " : String.format(Locale.ROOT, "%6.1f s ", seconds());
    }

    private String line(Part part, Row row) {
        String text = String.format(Locale.ROOT, "%s %-11s %s", row.state().sign, part.title(),
                row.text().isEmpty() ? row.state().name().toLowerCase(Locale.ROOT) : row.text());
        return terminal ? "\u001b[" + row.state().colour + "m" + text + "\u001b[0m" : text;
    }
}
