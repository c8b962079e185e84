package io.marquee.generator.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.SalesEvent;
import io.marquee.local.TestServers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large file in which every hundredth row is wrong in one of ten ways. {@code -Dmarquee.import.rows=1000000} gives it
 * full size.
 */
class LargeImportTest {

    private static final int ROWS = Integer.getInteger("marquee.import.rows", 80_000);
    private static final List<String> WRONG = List.of(
            "%s,Nowhere Cinema,1,2,24.50,,,",
            "%s,1,The Movie That Never Was,2,24.50,,,",
            ",1,1,2,24.50,,,",
            "31/12/2024,1,1,2,24.50,,,",
            "%s,1,1,0,24.50,,,",
            "%s,1,1,two,24.50,,,",
            "%s,1,1,2,-24.50,,,",
            "%s,1,1,2,24.505,,,",
            "%s,1,1,2,24.50,sold,,",
            "%s,1,1,2");

    @TempDir
    private Path folder;
    private final List<Long> wrong = new ArrayList<>();
    private final List<Long> right = new ArrayList<>();
    private long sum;

    @Test
    void exactlyTheWrongRowsAreLoggedAndTheOthersCountOnceAlsoAfterAKill() throws Exception {
        ImportWorld world = new ImportWorld();
        Path file = write(folder.resolve("sales.csv"));

        killedInTheMiddle(world, file);
        int before = world.sent().size();
        assertThat(before).isBetween(1, right.size() - 1);

        CsvImport.Result result = world.run(file);
        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(result.sent()).isEqualTo(right.size() - before);
        assertWhole(world);

        assertThat(world.run(file).sent()).isZero();
        assertWhole(world);
        Path renamed = Files.move(file, folder.resolve("the same under another name.csv"));
        assertThat(world.run(renamed).sent()).isZero();
        assertWhole(world);
    }

    /** A hundred megabytes without a line's end; {@code -Dmarquee.import.giant=5000000000} for more. */
    @Test
    void aFileThatIsOneEndlessLineIsToldInConstantMemory() throws Exception {
        long bytes = Long.getLong("marquee.import.giant", 100_000_000);
        ImportWorld world = new ImportWorld();
        Path file = folder.resolve("endless.csv");
        Files.writeString(file, "occurred_at,theater,movie,tickets,amount\n2024-05-10T19:31:07Z,1,1,2,24.50\n");
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(bytes); // zeros, which take no room on the disk
        }
        Path log = folder.resolve("endless.log");
        Process process = ImportProcess.start(
                world, TestServers.kafka().bootstrapServers(), file, log, "-Xmx40m");

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).contains("BrokenFile").contains("after line 2").contains("1 MB")
                .doesNotContain("OutOfMemoryError");
        assertThat(process.exitValue()).isOne();
    }

    private void assertWhole(ImportWorld world) throws Exception {
        List<SalesEvent> sent = world.sent();
        assertThat(sent.stream().map(SalesEvent::sequence).sorted().toList()).isEqualTo(right);
        assertThat(sent.stream().mapToLong(SalesEvent::amountMinor).sum()).isEqualTo(sum);
        assertThat(world.rejections().stream().map(each -> Long.valueOf(each.get(0))).toList()).isEqualTo(wrong);
        assertThat(world.rejections().stream().map(each -> each.get(3)).collect(Collectors.toSet()))
                .hasSize(WRONG.size());
        assertThat(world.count("SELECT count(*) FROM import_file")).isOne();
    }

    // Nobody can write to the log: the import comes to a halt when it wants to write the first wrong rows, with
    // thousands sent.
    private void killedInTheMiddle(ImportWorld world, Path file) throws Exception {
        try (Connection lock = world.connection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE validation_log IN SHARE MODE");
            Process process = ImportProcess.start(
                    world, TestServers.kafka().bootstrapServers(), file, folder.resolve("import.log"), "-Xmx256m");
            try {
                await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                    assertThat(process.isAlive()).as(Files.readString(folder.resolve("import.log"))).isTrue();
                    assertThat(world.count("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation ="
                            + " 'validation_log'::regclass")).isOne();
                    assertThat(world.sent()).isNotEmpty();
                });
            } finally {
                process.destroyForcibly().waitFor();
            }
            lock.rollback();
        }
    }

    private Path write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        Instant start = Instant.parse("2024-01-01T12:00:00Z");
        List<String> theaters = List.of("1", "\"Lichtspiel am Kanal\"", "3", "\"Rialto, Leeds, United Kingdom\"");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("occurred_at,theater,movie,tickets,amount,type,channel,booking_id\n");
            for (int row = 0; row < ROWS; row++) {
                Instant at = start.plusMillis(row * (150L * 86_400_000 / ROWS));
                if (row % 100 == 57) {
                    out.write(WRONG.get(row / 100 % WRONG.size()).formatted(at) + "\n");
                    wrong.add(row + 2L);
                } else {
                    int theater = random.nextInt(4);
                    long amount = 100L * (5 + random.nextInt(60));
                    out.write(at + "," + theaters.get(theater) + "," + (row % 3 == 0 ? "Quiet Harbor" : "1917") + ","
                            + (1 + random.nextInt(4)) + "," + (theater == 2 ? amount : amount / 100 + ".00") + ","
                            + (row % 50 == 3 ? "refund" : "sale") + ",pos,b" + row + "\n");
                    right.add(row + 2L);
                    sum += amount;
                }
            }
        }
        return file;
    }
}
