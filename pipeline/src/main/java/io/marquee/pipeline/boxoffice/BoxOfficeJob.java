package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.DeadLetter;
import io.marquee.pipeline.JobEnvironment;
import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.KafkaEdges;
import io.marquee.pipeline.KafkaRecord;
import io.marquee.pipeline.redis.RedisSink;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the theaters earn, as it happens.
 *
 * <pre>
 *  sales (Kafka) -> parse -> clock -> gather ==by theater==> box office -+-> PostgreSQL: analytics.*_sales
 *                     |                                        |         +-> Redis: top:*, theater-*, sales-updates
 *                     +------------> dead letters <------------+
 * </pre>
 *
 * <p>Rows of one bucket come from one subtask, and each sink has a subtask of its own behind each, so no two write the
 * same row. The sinks are tasks of their own: the slower one does not hold up the other's writes.
 */
public final class BoxOfficeJob {

    /** The job's name in Flink. */
    public static final String NAME = "box-office";

    // Events have waited for each other already, see gather.linger-ms, and rows likewise: they need not wait again.
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

    private BoxOfficeJob() {}

    /** Where everything goes. */
    public record Sinks(Sink<SalesRows> postgres, Sink<SalesRows> redis, Sink<DeadLetter> deadLetters) {

        /** Those at the servers that the options name. */
        public static Sinks of(JobOptions options) {
            return new Sinks(
                    SalesPostgres.sink(options),
                    RedisSink.of(
                            new SalesView(options.text("redis.prefix"), options.text("postgres.schema")), options),
                    KafkaEdges.deadLetters(options));
        }
    }

    /** Runs the job with the options of the command line; {@code --help} prints them all. */
    public static void main(String[] args) throws Exception {
        if (JobOptions.asksForHelp(args)) {
            System.out.println(JobOptions.help());
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        JobOptions options = JobOptions.fromArgs(args, System.getenv());
        define(env, options);
        env.execute(options.text("job.name").isEmpty() ? NAME : options.text("job.name"));
    }

    /** Sets up the environment, and puts the job together between the servers that the options name. */
    public static void define(StreamExecutionEnvironment env, JobOptions options) {
        JobEnvironment.configure(env, options);
        build(
                env,
                options,
                KafkaEdges.source(options, NAME, List.of(options.text("kafka.topic.sales"))),
                Sinks.of(options));
    }

    /** Puts the job together, between these ends. */
    public static void build(
            StreamExecutionEnvironment env, JobOptions options, Source<KafkaRecord, ?, ?> sales, Sinks sinks) {
        env.setBufferTimeout(BUFFER_TIMEOUT.toMillis());
        SingleOutputStreamOperator<Sale> parsed = env
                .fromSource(sales, WatermarkStrategy.noWatermarks(), "sales").uid("sales")
                .process(new SalesParser(RefusedBefore.of(options)))
                .uid("parse").name("parse");

        Duration tick = Duration.ofMillis(env.getConfig().getAutoWatermarkInterval());
        SingleOutputStreamOperator<SalesRows> rows = parsed
                .assignTimestampsAndWatermarks(clock(options, tick)).uid("clock").name("clock")
                .transform("gather", new SalesBatchType(), new SalesGatherer(options.duration("gather.linger-ms")))
                .uid("gather")
                .keyBy(SalesBatch::theaterId, TypeInformation.of(Long.class))
                .transform("box office", TypeInformation.of(SalesRows.class), new BoxOffice(new BoxOffice.Settings(
                        options.businessDayStart(),
                        options.duration("bucket.grace-h"),
                        options.duration("bucket.retention-d"),
                        new BoxOffice.Flush(
                                options.duration("flush.interval-ms"),
                                options.duration("flush.history-interval-ms"),
                                options.duration("flush.history-age-s"),
                                options.number("flush.rows")),
                        options.number("cache.entries"))))
                .uid("box-office");

        rows.forward().sinkTo(sinks.postgres()).uid("postgres").name("PostgreSQL totals").disableChaining();
        rows.forward().sinkTo(sinks.redis()).uid("redis").name("Redis totals").disableChaining();
        parsed.getSideOutput(DeadLetter.TAG)
                .union(rows.getSideOutput(DeadLetter.TAG))
                .sinkTo(sinks.deadLetters()).uid("dead-letters").name("dead letters");
    }

    private static WatermarkStrategy<Sale> clock(JobOptions options, Duration tick) {
        Duration disorder = options.duration("watermark.out-of-orderness-s");
        Duration idleness = options.duration("watermark.idleness-s");
        Duration settling = options.duration("watermark.settling-s");
        return WatermarkStrategy
                .<Sale>forGenerator(context -> new PartitionWatermarks(disorder, idleness, settling, tick))
                .withTimestampAssigner((sale, none) -> sale.occurredAt());
    }
}
