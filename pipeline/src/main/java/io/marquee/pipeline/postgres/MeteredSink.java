package io.marquee.pipeline.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.ToLongFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink of the JDBC connector that tells what it does, which the connector's own does not. At least once only: what
 * the connector keeps for exactly-once is left out.
 *
 * @param <T> what comes in; one element is one statement
 */
public final class MeteredSink<T> implements Sink<T> {

    /** A function that goes along to the TaskManagers. */
    public interface Size<T> extends ToLongFunction<T>, Serializable {}

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MeteredSink.class);

    private final JdbcSink<T> sink;
    private final PatientConnections connections;
    private final Size<T> rows;
    private final Size<T> oldestEvent;

    /**
     * @param sink the connector's, with batches of one
     * @param connections those that it was made with
     * @param rows how many rows an element has
     * @param oldestEvent when the oldest event happened that an element brings, in milliseconds since 1970;
     *     {@link Long#MAX_VALUE} where it brings none
     */
    public MeteredSink(JdbcSink<T> sink, PatientConnections connections, Size<T> rows, Size<T> oldestEvent) {
        this.sink = sink;
        this.connections = connections;
        this.rows = rows;
        this.oldestEvent = oldestEvent;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        PostgresMetrics metrics = new PostgresMetrics(context.metricGroup());
        connections.report(metrics);
        return new Writer(sink.createWriter(context), metrics);
    }

    private final class Writer implements SinkWriter<T> {
        private final SinkWriter<T> writer;
        private final PostgresMetrics metrics;

        private Writer(SinkWriter<T> writer, PostgresMetrics metrics) {
            this.writer = writer;
            this.metrics = metrics;
        }

        @Override
        public void write(T element, Context context) throws IOException, InterruptedException {
            long begun = System.nanoTime();
            try {
                writer.write(element, context);
            } catch (IOException | RuntimeException fatal) {
                metrics.errors.inc();
                throw fatal;
            }
            metrics.written(rows.applyAsLong(element), oldestEvent.applyAsLong(element), System.nanoTime() - begun);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            writer.flush(endOfInput);
        }

        /**
         * Never throws. The connector tries once more to write what it could not, and Flink ends the whole TaskManager,
         * with every job on it, over a task that cannot be closed after it failed. Nothing is lost by that: when a job
         * ends in order, all has been flushed before, and when it failed, it starts again from its checkpoint.
         */
        @Override
        public void close() {
            try {
                writer.close();
            } catch (Exception unwritten) {
                LOG.warn("The writer to PostgreSQL was closed with rows that it could not write: {}",
                        unwritten.toString());
            }
        }
    }
}
