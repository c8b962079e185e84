package io.marquee.pipeline.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** How far the run of this JVM is: each subtask counts on its own, which costs a plain write. */
final class Progress {

    private static final AtomicLong FIRST = new AtomicLong();
    private static final List<Count> READ = new CopyOnWriteArrayList<>();
    private static final List<Count> DONE = new CopyOnWriteArrayList<>();

    /** The count of one subtask. */
    static final class Count {
        private static final VarHandle EVENTS = handle();

        private long events;

        private static VarHandle handle() {
            try {
                return MethodHandles.lookup().findVarHandle(Count.class, "events", long.class);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        /** One event more has been dealt with; by one thread alone. */
        void increment() {
            EVENTS.setOpaque(this, events + 1);
        }
    }

    private Progress() {}

    /** Forgets the last run, whose subtasks have ended. */
    static void reset() {
        READ.clear();
        DONE.clear();
        FIRST.set(0);
    }

    /** A count for a subtask that reads events. */
    static Count newRead() {
        return addTo(READ);
    }

    /** A count for a subtask that has the last word on events. */
    static Count newDone() {
        return addTo(DONE);
    }

    private static Count addTo(List<Count> counts) {
        Count count = new Count();
        counts.add(count);
        return count;
    }

    /** The first record was read: here the clock starts. */
    static void started() {
        FIRST.compareAndSet(0, System.nanoTime());
    }

    /** When the first record was read, in {@link System#nanoTime}; 0 before. */
    static long start() {
        return FIRST.get();
    }

    /** How many events were read. */
    static long read() {
        return sum(READ);
    }

    /** How many events were dealt with. */
    static long done() {
        return sum(DONE);
    }

    private static long sum(List<Count> counts) {
        return counts.stream().mapToLong(count -> (long) Count.EVENTS.getOpaque(count)).sum();
    }
}
