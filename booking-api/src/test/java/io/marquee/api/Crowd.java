package io.marquee.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many threads that start at the same moment. */
public final class Crowd {

    private Crowd() {}

    /** Runs an action by so many threads at once and returns what each came to. */
    public static <T> List<T> atOnce(int threads, IntFunction<T> action) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<T>> running = new ArrayList<>();
            for (int index = 0; index < threads; index++) {
                int number = index;
                Callable<T> one = () -> {
                    start.countDown();
                    start.await();
                    return action.apply(number);
                };
                running.add(pool.submit(one));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            pool.shutdownNow();
        }
    }
}
