package io.marquee.pipeline.redis;

import io.marquee.pipeline.postgres.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes from a thread of its own: while one round trip is under way the next batch gathers, so an element on an idle
 * connection goes out at once and a flood goes out in large batches, without a delay to choose.
 *
 * @param <T> what comes in
 */
final class RedisWriter<T> implements SinkWriter<T> {

    private static final Logger LOG = LoggerFactory.getLogger(RedisWriter.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int BATCH_ROWS = 2_000;

    private final RedisView<T> view;
    private final RedisSink.Settings settings;
    private final RedisMetrics metrics;
    private final RedisContents contents;
    private final Thread thread;

    // Guarded by this.
    private final ArrayDeque<T> queue = new ArrayDeque<>();
    private int waitingRows;
    private boolean writing;
    private boolean closed;
    private boolean checkpointPassed;
    private Throwable failure;

    // Of the thread alone.
    private RedisConnection connection;

    RedisWriter(
            RedisView<T> view, RedisSink.Settings settings, Postgres postgres, RedisMetrics metrics, TaskInfo task) {
        this.view = view;
        this.settings = settings;
        this.metrics = metrics;
        this.contents = new RedisContents(
                view, postgres, settings.checkEvery(), task.getNumberOfParallelSubtasks() == 1, metrics);
        this.thread = new Thread(this::work, "redis-" + view.name() + "-" + task.getIndexOfThisSubtask());
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
    }

    @Override
    public synchronized void write(T element, Context context) throws IOException, InterruptedException {
        while (waitingRows >= settings.queueRows() && failure == null) {
            wait();
        }
        failIfFailed();
        queue.add(element);
        waitingRows += view.rows(element);
        notifyAll();
    }

    @Override
    public synchronized void flush(boolean endOfInput) throws IOException, InterruptedException {
        while ((!queue.isEmpty() || writing) && failure == null) {
            wait();
        }
        failIfFailed();
        checkpointPassed = true;
        notifyAll();
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join(Duration.ofSeconds(5).toMillis());
        thread.interrupt();
    }

    private void failIfFailed() throws IOException {
        if (failure != null) {
            throw new IOException("Redis " + view.name() + " view cannot be written: " + failure.getMessage(), failure);
        }
    }

    private void work() {
        try {
            List<T> batch;
            do {
                batch = nextBatch();
                writePatiently(batch);
            } while (batch != null);
        } catch (InterruptedException cancelled) {
            LOG.debug("Writer of the {} view was interrupted", view.name());
        } catch (Throwable fatal) {
            fail(fatal);
        } finally {
            disconnect();
        }
    }

    private synchronized void fail(Throwable fatal) {
        metrics.errors.inc();
        failure = fatal;
        notifyAll();
    }

    /** Waits for work; empty when it is only time to look after Redis, null when the writer was closed. */
    private synchronized List<T> nextBatch() throws InterruptedException {
        writing = false;
        notifyAll();
        if (queue.isEmpty() && !closed && !checkpointPassed && contents.isConfirmed()) {
            wait(settings.checkEvery().toMillis());
        }
        if (closed) {
            return null;
        }
        if (checkpointPassed) {
            checkpointPassed = false;
            contents.checkpointPassed();
        }
        List<T> batch = new ArrayList<>();
        int rows = 0;
        while (!queue.isEmpty() && rows < BATCH_ROWS) {
            T element = queue.poll();
            rows += view.rows(element);
            batch.add(element);
        }
        waitingRows -= rows;
        writing = true;
        return batch;
    }

    private void writePatiently(List<T> batch) throws InterruptedException {
        if (batch == null) {
            return;
        }
        long deadline = System.nanoTime() + settings.patience().toNanos();
        Duration pause = FIRST_WAIT;
        for (int attempt = 1; ; attempt++) {
            try {
                if (connection == null) {
                    connection = new RedisConnection(settings.uri());
                    contents.doubt();
                }
                contents.check(connection);
                if (!batch.isEmpty()) {
                    long begun = System.nanoTime();
                    view.write(batch, attempt > 1, contents.marks(), connection);
                    contents.written();
                    metrics.written(
                            batch.stream().mapToInt(view::rows).sum(),
                            batch.stream().mapToLong(view::oldestEvent).min().orElseThrow(),
                            System.nanoTime() - begun);
                }
                return;
            } catch (RedisEmptiedException emptied) {
                contents.doubt();
                if (pauseOrClosed(FIRST_WAIT)) {
                    return;
                }
            } catch (JedisException error) {
                disconnect();
                if (!RedisErrors.passes(error) || System.nanoTime() + pause.toNanos() > deadline) {
                    throw error;
                }
                metrics.retries.inc();
                LOG.warn("Redis cannot be written, attempt {} in {} ms: {}",
                        attempt + 1, pause.toMillis(), error.getMessage());
                if (pauseOrClosed(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : pause.multipliedBy(2);
            }
        }
    }

    private synchronized boolean pauseOrClosed(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis(); left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return closed;
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
