package io.marquee.api.hold;

import jakarta.inject.Singleton;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets those who want to change the same showing wait in line before they take a connection. They would wait for its
 * lock in the database anyway, and there each would keep a connection that customers of other showings need: one
 * premiere would use up the pool. It decides nothing; with several instances, or without it, the database's lock does.
 */
@Singleton
public class ShowingQueue {

    private static final int LINES = 1_024; // showings that share one by chance only wait longer

    private final Lock[] lines = new Lock[LINES];

    ShowingQueue() {
        for (int line = 0; line < LINES; line++) {
            lines[line] = new ReentrantLock(true);
        }
    }

    /** What is done when it is one's turn: one transaction, which waits for nothing else in here. */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {

        /** Does it. */
        T run() throws X;
    }

    /** Runs one after the other, in the order of arrival, what is to be done to a showing. */
    public <T, X extends Exception> T inTurn(long showtimeId, Work<T, X> work) throws X {
        Lock line = lines[Math.floorMod(showtimeId, LINES)];
        line.lock();
        try {
            return work.run();
        } finally {
            line.unlock();
        }
    }
}
