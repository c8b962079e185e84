package io.marquee.pipeline.seatmap;

import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.JobEnvironment;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.KafkaEdges;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.redis.RedisSink;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Who has which seat, within milliseconds.
 *
 * <pre>
 *  seat-locks, bookings (Kafka) -> parse ==by showing==> seat map -> Redis: seats:*, seat-updates:*
 *                                    |
 *                                    +--> dead letters
 * </pre>
 *
 * <p>The two topics say nothing about each other's order; versions do.
 */
public final class SeatMapJob {

    /** The job's name in Flink. */
    public static final String NAME = "seat-map";

    private SeatMapJob() {}

    /** Where everything goes. */
    public record Sinks(Sink<SeatUpdate> redis, Sink<DeadLetter> deadLetters) {}

    /** Runs the job with the options of the command line; {@code --help} prints them all. */
    public static void main(String[] args) throws Exception {
        if (JobOptions.asksForHelp(args)) {
            System.out.println(JobOptions.help());
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, JobOptions.fromArgs(args, System.getenv()));
        env.execute(NAME);
    }

    /** Sets up the environment, and puts the job together between the servers that the options name. */
    public static void define(StreamExecutionEnvironment env, JobOptions options) {
        JobEnvironment.configure(env, options);
        build(
                env,
                options,
                KafkaEdges.source(
                        options,
                        NAME,
                        List.of(options.text("kafka.topic.seat-locks"), options.text("kafka.topic.bookings"))),
                new Sinks(
                        RedisSink.of(new SeatsView(keeping(options)), options),
                        KafkaEdges.deadLetters(options)));
    }

    /** Puts the job together, between these ends. */
    public static void build(
            StreamExecutionEnvironment env, JobOptions options, Source<KafkaRecord, ?, ?> seatEvents, Sinks sinks) {
        env.setBufferTimeout(options.duration("seats.buffer-timeout-ms").toMillis());

        SingleOutputStreamOperator<SeatChange> parsed = env
                .fromSource(seatEvents, WatermarkStrategy.noWatermarks(), "seat events").uid("seat-events")
                .process(new SeatParser()).uid("parse").name("parse");
        parsed
                .keyBy(SeatChange::showtimeId, TypeInformation.of(Long.class))
                .transform("seat map", TypeInformation.of(SeatUpdate.class), new SeatMap(keeping(options)))
                .uid("seat-map")
                .sinkTo(sinks.redis()).uid("redis").name("Redis seats");
        parsed.getSideOutput(DeadLetter.TAG)
                .sinkTo(sinks.deadLetters()).uid("dead-letters").name("dead letters");
    }

    private static Keeping keeping(JobOptions options) {
        return new Keeping(options.duration("seats.after-start-h"), options.duration("seats.retention-d"));
    }
}
