package io.marquee.stack.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends this JVM when its standard input ends: that happens when the launcher is gone, even
 * by kill -9, so that no process of a stack outlives it. Depends on the JDK alone, as it is put on the class path of
 * every child.
 */
public final class ParentWatch {

    private static final long PATIENCE_MILLIS = 15_000;

    private ParentWatch() {}

    /** Takes the name of the main class, then its arguments. */
    public static void main(String[] arguments) throws Exception {
        daemon("parent-watch", ParentWatch::awaitEndOfInput).start();
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace();
            System.exit(1);
        }
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // The launcher never writes: only the end of the stream means something.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        daemon("parent-watch-halt", ParentWatch::haltAfterPatience).start();
        System.exit(0);
    }

    /** A shutdown hook that hangs must not keep an orphan alive. */
    private static void haltAfterPatience() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
