package io.marquee.stack.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.stack.up.Board.State;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class BoardTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, UTF_8);

    @Test
    void writesALineForEachChangeWhereThereIsNoTerminal() {
        Board board = new Board(out, false);

        board.show(Part.KAFKA, State.STARTING, "");
        board.show(Part.KAFKA, State.STARTING, "");
        board.show(Part.KAFKA, State.UP, "127.0.0.1:9092");

        assertThat(written.toString(UTF_8).lines()).hasSize(2).last().asString().endsWith("Kafka       127.0.0.1:9092");
        assertThat(written.toString(UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void redrawsTheTableOnATerminal() {
        Board board = new Board(out, true);

        board.show(Part.KAFKA, State.STARTING, "");
        board.show(Part.KAFKA, State.UP, "127.0.0.1:9092");

        assertThat(written.toString(UTF_8).chars().filter(c -> c == '\n')).hasSize(2 * Part.values().length);
        assertThat(written.toString(UTF_8)).contains("\u001b[" + Part.values().length + "A");
    }

    @Test
    void writesLinesOnATerminalOnceTheTableHasEnded() {
        Board board = new Board(out, true);
        board.show(Part.API, State.UP, "");
        board.endTable();
        written.reset();

        board.show(Part.API, State.DOWN, "ended unexpectedly");

        assertThat(written.toString(UTF_8).lines())
                .singleElement().asString().contains("API         ended unexpectedly");
    }
}
