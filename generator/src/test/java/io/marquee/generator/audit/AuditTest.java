package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import io.marquee.local.TestServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Plants one fault at a time in the totals, and looks whether the audit finds that fault and no other. */
class AuditTest extends AuditedWorld {

    @Test
    void findsNothingWhereEverythingAddsUp() {
        assertThat(audit()).isZero();
        assertThat(printed).contains("No differences", "24.00", "distinct events counted");
    }

    @Test
    void countsADuplicateOnceWhoeverSentIt() throws Exception {
        send(sale(SalesEvent.Type.SALE, 2, 1, 1_200));

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("duplicates +1\\b");
    }

    @Test
    void countsTheSameNumberOfAnotherTheatersSource() throws Exception {
        SalesEvent here = sale(SalesEvent.Type.SALE, 2, 1, 1_200);
        send(new SalesEvent(
                here.type(), "elsewhere", here.source(), here.sequence(), here.occurredAt(), null, 18, here.timeZone(),
                here.movieId(), null, 1, 1_200, "USD", here.channel()));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).contains("theater 18, 2024-05-01, USD is missing").containsPattern("named once +4 +0\\b");
    }

    @Test
    void findsACentInPostgres() throws Exception {
        sql("UPDATE analytics.theater_monthly_sales SET gross_minor = 3601");

        assertDifference("PostgreSQL: theaters by month", "theater 17, 2024-05-01, USD: gross_minor is 3601, not 3600");
    }

    @Test
    void findsARowThatIsMissing() throws Exception {
        sql("DELETE FROM analytics.movie_daily_sales");

        assertDifference("PostgreSQL: movies by day", "theater 17, movie 5, 2024-05-31, USD is missing");
    }

    @Test
    void findsARowTooMany() throws Exception {
        sql("INSERT INTO analytics.movie_daily_sales (theater_id, movie_id, sale_date, currency, bookings,"
                + " cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, version)"
                + " VALUES (17, 6, '2024-05-31', 'USD', 1, 0, 1, 0, 100, 0, 'provisional', 1)");

        assertDifference("PostgreSQL: movies by day", "theater 17, movie 6, 2024-05-31, USD: bookings is 1, not 0");
    }

    @Test
    void findsAWrongScoreInRedis() {
        redis.zadd("top:day:USD:2024-05-31", 2_399, "17");

        assertDifference("Redis: leaderboards by day", "top:day:USD:2024-05-31, theater 17: score is 2399, not 2400");
    }

    @Test
    void findsAHashThatRedisLost() {
        redis.del("theater-day:17:2024-05-31");

        assertDifference("Redis: theaters by day", "theater 17, 2024-05-31, USD is missing");
    }

    @Test
    void findsTwoSalesUnderOneNumber() throws Exception {
        SalesEvent first = sale(SalesEvent.Type.SALE, 2, 1, 1_200);
        send(new SalesEvent(
                first.type(), UUID.randomUUID().toString(), first.source(), first.sequence(), first.occurredAt(), null,
                17, first.timeZone(), 5, null, 7, 7_000, "USD", first.channel()));

        assertDifference("events are named once", "sequence 2 of pos:17:1 names two events");
    }

    @Test
    void givesUpOnTotalsThatNeverCatchUpWithSalesThatKeepComing() {
        ScheduledExecutorService till = Executors.newSingleThreadScheduledExecutor();
        try {
            AtomicLong sequence = new AtomicLong(1_000);
            till.scheduleWithFixedDelay(
                    () -> producer.send(new ProducerRecord<>(Topics.SALES, EventJson.write(
                            sale(SalesEvent.Type.SALE, sequence.incrementAndGet(), 1, 100)))),
                    0, 20, TimeUnit.MILLISECONDS);
            assertThat(audit("--wait", "30s", "--limit", "2s")).isEqualTo(2);
            assertThat(printed).contains("events came within 2 s and more keep coming", "--limit");
        } finally {
            till.shutdownNow();
        }
    }

    @Test
    void saysWhichServerIsNotThere() {
        StringWriter complaints = new StringWriter();
        int code = new CommandLine(new AuditCommand())
                .setErr(new PrintWriter(complaints))
                .execute("--kafka", TestServers.kafka().bootstrapServers(),
                        "--postgres", "jdbc:postgresql://127.0.0.1:1/marquee", "--redis", TestServers.redis().uri());

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString())
                .contains("no PostgreSQL at jdbc:postgresql://127.0.0.1:1/marquee: start it with ./marquee up");
    }
}
