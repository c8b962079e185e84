package io.marquee.pipeline.redis;

import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.postgres.Postgres;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps a {@link RedisView}, at least once: all that came before a checkpoint has been written when it completes.
 *
 * @param <T> what comes in
 */
public final class RedisSink<T> implements Sink<T> {

    /** Where Redis is and how an outage is met. */
    record Settings(String uri, Duration patience, int queueRows, Duration checkEvery) implements Serializable {}

    private static final long serialVersionUID = 1L;

    private final RedisView<T> view;
    private final Settings settings;
    private final Postgres postgres;

    private RedisSink(RedisView<T> view, Settings settings, Postgres postgres) {
        this.view = view;
        this.settings = settings;
        this.postgres = postgres;
    }

    /** A sink for this view, as the options {@code redis.*} and {@code postgres.*} say. */
    public static <T> RedisSink<T> of(RedisView<T> view, JobOptions options) {
        Settings settings = new Settings(
                options.text("redis.uri"),
                options.duration("redis.patience-s"),
                options.number("redis.queue-rows"),
                options.duration("redis.check-interval-ms"));
        return new RedisSink<>(view, settings, Postgres.of(options));
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        RedisMetrics metrics = new RedisMetrics(context.metricGroup());
        return new RedisWriter<>(view, settings, postgres, metrics, context.getTaskInfo());
    }
}
