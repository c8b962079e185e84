package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.local.Folders;
import io.marquee.pipeline.boxoffice.BoxOfficeJob;
import io.marquee.pipeline.boxoffice.Outcome;
import io.marquee.pipeline.seatmap.SeatMapJob;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/**
 * Takes the savepoints that {@link SavepointIT} goes on from, and puts them among the test's resources. Not part of the
 * build; it is run once for each {@link Savepoints#VERSION}, as the module's README says.
 */
class MakeSavepoints {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void takeSavepointsOfBothJobs() throws Exception {
        Stack stack = Savepoints.newStack();
        try (Cluster cluster = new Cluster(); RedisClient redis = RedisClient.create(URI.create(stack.redisUri()))) {
            JobID boxOffice = cluster.submit(
                    1, env -> BoxOfficeJob.define(env, stack.options(Savepoints.options(folder))));
            JobID seatMap = cluster.submit(
                    1, env -> SeatMapJob.define(env, stack.options(Savepoints.options(folder))));
            Savepoints.sendSales(stack, 0);
            Savepoints.sendSeats(stack);
            long half = (Savepoints.history().sent().size() + 1) / 2;
            await().atMost(LIMIT).until(() -> cluster.count(boxOffice, ".*box office\\.\\d+\\.(accepted|duplicates)")
                    + cluster.count(boxOffice, ".*deadLetters\\.reason\\..*\\.count") == half);
            await().atMost(LIMIT).until(() -> redis.hlen("seats:7") == 3);
            assertThat(Outcome.events(stack)).isPositive();
            keep(cluster.stopWithSavepoint(boxOffice, folder.resolve("savepoints")), "box-office");
            keep(cluster.stopWithSavepoint(seatMap, folder.resolve("savepoints")), "seat-map");
        }
    }

    private static void keep(String savepoint, String job) throws Exception {
        Path kept = Path.of("src/test/resources/savepoints", Savepoints.VERSION, job);
        Folders.delete(kept);
        Files.createDirectories(kept);
        try (var files = Files.list(Path.of(URI.create(savepoint)))) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
    }
}
