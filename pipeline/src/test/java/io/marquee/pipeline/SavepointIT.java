package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.BookingEvent;
import io.marquee.events.SeatEvent;
import io.marquee.pipeline.boxoffice.BoxOfficeJob;
import io.marquee.pipeline.boxoffice.History;
import io.marquee.pipeline.boxoffice.Outcome;
import io.marquee.pipeline.seatmap.SeatMapJob;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Goes on from savepoints that an earlier build took: operators' uids and the formats of state are the same. */
class SavepointIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void bothJobsGoOnFromTheCommittedSavepoints() throws Exception {
        Stack stack = Savepoints.newStack();
        Savepoints.sendSales(stack, 0);
        Savepoints.sendSeats(stack);
        History history = Savepoints.history();
        try (Cluster cluster = new Cluster(); RedisClient redis = RedisClient.create(URI.create(stack.redisUri()))) {
            JobID boxOffice = cluster.submit(1, Savepoints.of("box-office"),
                    env -> BoxOfficeJob.define(env, stack.options(Savepoints.options(folder))));
            JobID seatMap = cluster.submit(1, Savepoints.of("seat-map"),
                    env -> SeatMapJob.define(env, stack.options(Savepoints.options(folder))));

            Savepoints.sendSales(stack, 1);
            await().atMost(LIMIT).untilAsserted(() ->
                    assertThat(months(Outcome.inPostgres(stack))).isEqualTo(months(history.expected())));
            assertThat(history.expected()).containsAllEntriesOf(Outcome.inPostgres(stack));
            long accepted = cluster.count(boxOffice, ".*box office\\.\\d+\\.accepted");
            assertThat(accepted).isLessThan(history.distinct() * 3 / 4);

            Savepoints.sendSales(stack, 0);
            await().atMost(LIMIT).until(() -> cluster.count(boxOffice, ".*box office\\.\\d+\\.(accepted|duplicates)")
                    + cluster.count(boxOffice, ".*deadLetters\\.reason\\..*\\.count") == history.sent().size());
            assertThat(cluster.count(boxOffice, ".*box office\\.\\d+\\.accepted")).isEqualTo(accepted);

            Savepoints.send(stack, Savepoints.booking(BookingEvent.Type.CANCELLED, 1, "A1"));
            Savepoints.send(stack, Savepoints.booking(BookingEvent.Type.CANCELLED, 2, "A2"));
            Savepoints.send(stack, Savepoints.booking(BookingEvent.Type.CONFIRMED, 5, "A3"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(redis.hgetAll("seats:7"))
                    .isEqualTo(Map.of("A3", "{\"state\":\"booked\",\"version\":5}")));
            Savepoints.send(stack, Savepoints.hold(SeatEvent.Type.RELEASED, 6, "A2"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(redis.hgetAll("seats:7"))
                    .containsEntry("A2", "{\"state\":\"available\",\"version\":6}"));
            assertThat(cluster.count(seatMap, ".*seat map\\.\\d+\\.outdated")).isEqualTo(2);
        }
    }

    /** Of the month that most events are of; a total that no event has changed since is not sent again. */
    private static Map<History.Key, History.Sums> months(Map<History.Key, History.Sums> totals) {
        return totals.entrySet().stream()
                .filter(total -> total.getKey().table().equals("monthly")
                        && total.getKey().date().equals(LocalDate.parse("2024-03-01")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
