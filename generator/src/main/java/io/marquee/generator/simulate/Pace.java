package io.marquee.generator.simulate;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.concurrent.locks.LockSupport;

/**
 * When things are due at a mean rate, whether or not what went before is done: an open loop, with exponential gaps as
 * independent arrivals have them. The rate may follow a rhythm.
 */
final class Pace {

    private final double perNano;
    private final SplittableRandom random;
    private final DoubleSupplier rhythm;
    private long due = System.nanoTime();

    /** @param perSecond mean rate, above 0 */
    Pace(double perSecond, SplittableRandom random) {
        this(perSecond, () -> 1, random);
    }

    /** @param rhythm how many times the mean rate it is now, above 0 and mostly not above 3 */
    Pace(double perSecond, DoubleSupplier rhythm, SplittableRandom random) {
        this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
        this.rhythm = rhythm;
        this.random = random;
    }

    /** About how many things were due that nobody has asked for yet. */
    long overdue() {
        return Math.max(0, (long) ((System.nanoTime() - due) * perNano));
    }

    /**
     * Waits until the next thing is due.
     *
     * @return when it was due, as {@link System#nanoTime}; not after now
     * @throws InterruptedException when the thread is told to stop
     */
    long next() throws InterruptedException {
        due += (long) (-Math.log(1 - random.nextDouble()) / (perNano * rhythm.getAsDouble()));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return due;
    }
}
