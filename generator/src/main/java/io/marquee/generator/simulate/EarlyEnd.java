package io.marquee.generator.simulate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end a run early but in good order: the JVM stays until {@link #close}, 40 seconds at most. */
final class EarlyEnd implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 40;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread onSignal = new Thread(this::askAndWait, "early-end");

    EarlyEnd() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Waits; true when the end was asked for. */
    boolean await(long nanos) throws InterruptedException {
        return asked.await(nanos, TimeUnit.NANOSECONDS);
    }

    private void askAndWait() {
        asked.countDown();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (asked.getCount() > 0) {
            try {
                Runtime.getRuntime().removeShutdownHook(onSignal);
            } catch (IllegalStateException endsAnyway) {
                // the signal came just now; the hook finds the door open
            }
        }
    }
}
