package io.marquee.stack.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointsTest {

    @TempDir
    Path flink;

    private RestorePoints points;

    @BeforeEach
    void setUp() {
        points = new RestorePoints(flink, "box-office");
    }

    @Test
    void hasNoneAtFirst() throws IOException {
        assertThat(points.newest()).isEmpty();
    }

    @Test
    void takesTheNewestOfSavepointsAndCheckpoints() throws IOException {
        complete("savepoints/box-office/savepoint-1", 10);
        Path newest = complete("checkpoints/box-office/b/chk-7", 30);
        complete("checkpoints/box-office/b/chk-6", 20);
        complete("checkpoints/seat-map/c/chk-9", 40);

        assertThat(points.newest()).contains(newest);
    }

    @Test
    void passesOverOnesThatWereCutOff() throws IOException {
        Path complete = complete("savepoints/box-office/savepoint-1", 10);
        Files.createDirectories(flink.resolve("checkpoints/box-office/b/chk-7"));
        Path empty = Files.createDirectories(flink.resolve("checkpoints/box-office/b/chk-8")).resolve("_metadata");
        Files.createFile(empty);

        assertThat(points.newest()).contains(complete);
    }

    @Test
    void keepsThreeAndDeletesWholeRuns() throws IOException {
        complete("checkpoints/box-office/a/chk-1", 10);
        Path shared = Files.createDirectories(flink.resolve("checkpoints/box-office/a/shared"));
        complete("savepoints/box-office/savepoint-1", 20);
        complete("checkpoints/box-office/b/chk-7", 30);
        complete("checkpoints/box-office/b/chk-8", 31);
        complete("savepoints/box-office/savepoint-2", 40);

        points.prune();

        assertThat(shared.getParent()).doesNotExist();
        assertThat(flink.resolve("savepoints/box-office/savepoint-1")).exists();
        assertThat(flink.resolve("checkpoints/box-office/b/chk-7")).exists();
        assertThat(points.newest()).contains(flink.resolve("savepoints/box-office/savepoint-2"));
    }

    private Path complete(String path, int second) throws IOException {
        Path folder = Files.createDirectories(flink.resolve(path));
        Path metadata = Files.writeString(folder.resolve("_metadata"), "state");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(second * 1000L));
        return folder;
    }
}
