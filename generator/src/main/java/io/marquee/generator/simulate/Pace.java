package io.marquee.generator.simulate;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When things are due at a mean rate, whether or not what went before is done: an open loop, with exponential gaps as
 * independent arrivals have them.
 */
final class Pace {

    private final double perNano;
    private final SplittableRandom random;
    private long due = System.nanoTime();

    /** @param perSecond mean rate, above 0 */
    Pace(double perSecond, SplittableRandom random) {
        this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
        this.random = random;
    }

    /**
     * Waits until the next thing is due.
     *
     * @return when it was due, as {@link System#nanoTime}; not after now
     * @throws InterruptedException when the thread is told to stop
     */
    long next() throws InterruptedException {
        due += (long) (-Math.log(1 - random.nextDouble()) / perNano);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return due;
    }
}
