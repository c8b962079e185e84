package io.marquee.stack.up;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * Ctrl-C, SIGTERM and the end of the terminal. The first asks to stop, the second no longer asks. They are handled here
 * rather than by a shutdown hook, as the JVM would not notice a second signal while hooks run.
 */
final class StopSignals {

    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable onSecond;
    private volatile Runnable onFirst = () -> {};

    StopSignals(Runnable onSecond) {
        this.onSecond = onSecond;
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(name), signal -> received());
        }
    }

    /** Sets what the first signal does, besides waking {@link #await}. */
    void onFirst(Runnable action) {
        onFirst = action;
        if (hasCome()) {
            action.run();
        }
    }

    boolean hasCome() {
        return first.getCount() == 0;
    }

    /** Waits for the first signal. */
    void await() throws InterruptedException {
        first.await();
    }

    private void received() {
        if (count.incrementAndGet() == 1) {
            first.countDown();
            onFirst.run();
        } else {
            onSecond.run();
        }
    }
}
