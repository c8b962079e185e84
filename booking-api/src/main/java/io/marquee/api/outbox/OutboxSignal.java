package io.marquee.api.outbox;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Says that there may be something new in the outbox. Signals that nobody has waited for yet become one. */
@Singleton
public class OutboxSignal {

    private final Semaphore signals = new Semaphore(0);

    /** Called after a transaction with events has committed. It costs next to nothing and never blocks. */
    public void committed() {
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    /** Waits for a signal since the last one; true when one came within the time. */
    boolean await(Duration atMost) throws InterruptedException {
        boolean signalled = signals.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        signals.drainPermits();
        return signalled;
    }
}
