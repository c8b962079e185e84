package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Plants one fault at a time in what is set aside, and looks whether the audit finds that fault and no other. */
class AuditRefusalsTest extends AuditedWorld {

    @Test
    void findsABrokenSaleThatNobodySetAside() throws Exception {
        RecordMetadata broken = send(Topics.SALES, "17", "{\"type\":\"sale\"".getBytes(StandardCharsets.UTF_8));

        assertDifference(
                "broken sales are in dead-letters", "sales/" + broken.partition() + "@" + broken.offset()
                        + " is no event, and is not in dead-letters");
    }

    @Test
    void isContentWhenTheBrokenSaleIsADeadLetter() throws Exception {
        byte[] bytes = "not json".getBytes(StandardCharsets.UTF_8);
        deadLetter(send(Topics.SALES, "17", bytes), bytes, "not-json");

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("invalid +1\\b").contains("not-json 1");
    }

    @Test
    void leavesOutWhatThePipelineSetAsideAsBehindTheWindow() throws Exception {
        SalesEvent far = sale(SalesEvent.Type.REFUND, 5_000, 1, 0);
        send(far);
        sql("UPDATE analytics.theater_daily_sales SET cancellations = 2, tickets_refunded = 2");
        sql("UPDATE analytics.theater_monthly_sales SET cancellations = 2, tickets_refunded = 2");
        sql("UPDATE analytics.movie_daily_sales SET cancellations = 2, tickets_refunded = 2");
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }
        SalesEvent late = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(late), EventJson.write(late), "behind-window");

        assertThat(audit()).isZero();
        assertThat(printed).containsPattern("valid, but set aside +1\\b");
    }

    @Test
    void findsASaleThatWasRefusedWithoutCause() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "behind-window");

        assertDifference("refused sales deserved it", "but sequence 4 of pos:17:1 is not");
    }

    @Test
    void findsGoodSalesThatWereRefusedForTheirTime() throws Exception {
        SalesEvent good = new SalesEvent(
                SalesEvent.Type.SALE, "earlier", "pos:17:1", 4, LATE_EVENING.minus(Duration.ofDays(3)), null, 17,
                "America/New_York", 5, null, 1, 100, "USD", SalesEvent.Channel.POS);
        deadLetter(send(good), EventJson.write(good), "too-late");

        assertDifference("refused sales deserved it", "is refused as too late, but its day ended 2024-05-29T04:00:00Z");
        assertThat(audit("--retention", "1d")).as("a job that keeps less was right").isZero();
    }

    @Test
    void findsAGoodSaleThatWasRefusedAsFromTheFuture() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "from-future");

        assertDifference("refused sales deserved it", "is refused as from the future, but was of 2024-06-01T03:30:00Z");
    }

    @Test
    void findsAGoodSaleThatWasRefusedForNoKnownReason() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "on-a-whim");

        assertDifference("refused sales deserved it", "refused as 'on-a-whim', which is no reason");
    }

    @Test
    void findsADeadLetterWithOtherBytes() throws Exception {
        RecordMetadata broken = send(Topics.SALES, "17", "not json".getBytes(StandardCharsets.UTF_8));
        deadLetter(broken, "nor this".getBytes(StandardCharsets.UTF_8), "not-json");

        assertDifference("dead letters are in order", "has other bytes");
    }

    @Test
    void findsAnEventThatWasRefusedThoughItIsOne() throws Exception {
        SalesEvent good = sale(SalesEvent.Type.SALE, 4, 9, 9_900);
        deadLetter(send(good), EventJson.write(good), "invalid-value");

        assertDifference("refused sales deserved it", "is a valid event, refused as invalid-value: send it again");
    }

    @Test
    void isContentWhenAnEventThatWasRefusedThoughItIsOneWasSentAgain() throws Exception {
        SalesEvent again = sale(SalesEvent.Type.REFUND, 4, 1, 0);
        deadLetter(send(again), EventJson.write(again), "invalid-value");
        send(again);
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET cancellations = 2, tickets_refunded = 2");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void findsABrokenSeatEventThatNobodySetAside() throws Exception {
        RecordMetadata broken = send(Topics.SEAT_LOCKS, "1", "{}".getBytes(StandardCharsets.UTF_8));

        assertDifference("broken seat and booking events are in dead-letters", "seat-locks/" + broken.partition() + "@"
                + broken.offset() + " is no event, and is not in dead-letters");
    }

    @Test
    void findsABookingThatCannotBeOneAndOneOfAnotherTopic() throws Exception {
        send(Topics.BOOKINGS, "1", null);
        send(Topics.BOOKINGS, "1", EventJson.write(sale(SalesEvent.Type.SALE, 4, 1, 100)));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).containsPattern("broken seat and booking events are in dead-letters +2 +2\\b");
    }

    @Test
    void isContentWhenBrokenSeatEventsAndBookingsAreDeadLetters() throws Exception {
        for (String topic : List.of(Topics.SEAT_LOCKS, Topics.BOOKINGS)) {
            byte[] bytes = "not json".getBytes(StandardCharsets.UTF_8);
            deadLetter(send(topic, "1", bytes), bytes, "not-json");
            byte[] elsewhere = EventJson.write(sale(SalesEvent.Type.SALE, 4, 1, 100));
            RecordMetadata twice = send(topic, "1", elsewhere);
            deadLetter(twice, elsewhere, "unknown-type");
            deadLetter(twice, elsewhere, "unknown-type");
        }

        assertThat(audit()).as(printed).isZero();
        assertThat(printed).contains("seat-locks: unknown-type 1", "bookings: not-json 1");
    }

    @Test
    void findsADeadLetterOfASeatEventWithOtherBytes() throws Exception {
        RecordMetadata broken = send(Topics.SEAT_LOCKS, "1", "not json".getBytes(StandardCharsets.UTF_8));
        deadLetter(broken, "nor this".getBytes(StandardCharsets.UTF_8), "not-json");

        assertDifference("dead letters are in order", "has other bytes");
    }

    @Test
    void leavesAloneWhatWasFromTheFutureWhenItWasWrittenThoughTheJobCameHoursLater() throws Exception {
        Instant before = Instant.now().minus(Duration.ofHours(5));
        SalesEvent early = new SalesEvent(
                SalesEvent.Type.SALE, "early", "pos:17:early", 1, before.plus(Duration.ofHours(25)), null, 17,
                "America/New_York", 5, null, 1, 100, "USD", SalesEvent.Channel.POS);
        RecordMetadata sent = producer.send(new ProducerRecord<>(
                Topics.SALES, null, before.toEpochMilli(), "17".getBytes(StandardCharsets.UTF_8),
                EventJson.write(early))).get();
        deadLetter(sent, EventJson.write(early), "from-future");

        assertThat(audit()).as(printed).isZero();
    }
}
