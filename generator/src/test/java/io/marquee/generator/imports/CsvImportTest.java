package io.marquee.generator.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.events.SalesEvent;
import io.marquee.generator.imports.CsvImport.Options;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvImportTest {

    private static final String HEADER = "occurred_at,theater,movie,tickets,amount\n";
    private static final String GOOD = "2024-05-10T19:31:07Z,1,1,2,24.50\n";
    private static ImportWorld world;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws Exception {
        world = new ImportWorld();
    }

    @BeforeEach
    void forget() throws Exception {
        world.execute("TRUNCATE import_file, validation_log");
    }

    @Test
    void aRowBecomesASaleAtTheTheatersTimeAndInItsCurrency() throws Exception {
        int before = world.sent().size();
        world.run(file("Movie,THEATER,tickets,amount,occurred_at,till\n"
                + "Twins (1988),\"Aoba Screen\",3,5700,2024-05-10 21:15,7\n"));

        assertThat(world.sent()).hasSize(before + 1);
        SalesEvent sale = world.sent().stream().filter(each -> each.movieId() == 3).findFirst().orElseThrow();
        assertThat(sale.occurredAt()).isEqualTo(Instant.parse("2024-05-10T12:15:00Z"));
        assertThat(sale.currency()).isEqualTo("JPY");
        assertThat(sale.amountMinor()).isEqualTo(5_700);
        assertThat(sale.sequence()).isEqualTo(2);
        assertThat(sale.source()).matches("import:[0-9a-f]{16}:3");
        assertThat(sale.channel()).isEqualTo(SalesEvent.Channel.IMPORT);
    }

    @Test
    void eachWrongValueOfARowIsLoggedWithItsReason() throws Exception {
        CsvImport.Result result = world.run(file(HEADER + GOOD
                + "2024-05-10T19:31:07Z,Rialto,Twins,0,1.234\n\n"
                + "2031-01-01T00:00:00Z,1,1,1,1\n"
                + "2024-05-10T19:31:07Z,1,1,1\n"));

        assertThat(result.refused()).isEqualTo(3);
        assertThat(world.rejections()).containsExactly(
                List.of("3", "movie", "Twins",
                        "the catalogue has several such movies: give the id, or \"title (year)\""),
                List.of("3", "theater", "Rialto",
                        "the catalogue has several such theaters: give the id, or \"name, location\""),
                List.of("3", "tickets", "0", "is less than 1"),
                List.of("5", "occurred_at", "2031-01-01T00:00:00Z", "has not happened yet"),
                List.of("6", "", "2024-05-10T19:31:07Z,1,1,1", "has 4 fields, the header has 5"));
    }

    @Test
    void aFileThatHasGrownAddsItsNewLines() throws Exception {
        int before = world.sent().size();
        Path file = file(HEADER + GOOD + "2024-05-10T19:31:08Z,1,1,2,1\n");
        world.run(file);
        Files.writeString(file, Files.readString(file) + "2024-05-11T19:31:08Z,2,2,2,2\n");

        assertThat(world.run(file).sent()).isOne();
        assertThat(world.run(file).sent()).isZero();
        assertThat(world.sent()).hasSize(before + 3);
    }

    @Test
    void whatWasRefusedIsNotTakenForSentWhenItIsRightLater() throws Exception {
        Path file = file(HEADER + "2024-05-10T19:31:07Z,1,Added Later,2,24.50\n" + GOOD);
        assertThat(world.run(file).refused()).isOne();
        world.execute("INSERT INTO movie (title, runtime_minutes) VALUES ('Added Later', 90)");

        CsvImport.Result again = world.run(file);
        assertThat(again.sent()).isZero();
        assertThat(again.refused()).isOne();
        assertThat(world.rejections()).hasSize(2).first().asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("2", "").element(3).asString().contains("in a file of its own");
        assertThat(world.run(file).refused()).isOne();
        assertThat(world.rejections()).hasSize(2);

        // With nothing behind it, it can be sent.
        Path last = file(HEADER + GOOD.replace(":07Z", ":08Z") + "2024-05-10T19:31:09Z,1,Added Last,2,24.50\n");
        assertThat(world.run(last).sent()).isOne();
        world.execute("INSERT INTO movie (title, runtime_minutes) VALUES ('Added Last', 90)");
        assertThat(world.run(last).sent()).isOne();
        assertThat(world.run(last).refused()).isZero();
        assertThat(world.rejections()).hasSize(2);
    }

    @Test
    void whatThePipelineWouldRefuseIsRefusedWhateverTheSchemaSays() throws Exception {
        Path schema = Files.writeString(folder.resolve("loose.yaml"), """
                columns:
                  - {name: occurred_at, field: occurred_at, type: timestamp}
                  - {name: theater, field: theater, type: theater}
                  - {name: movie, field: movie, type: movie}
                  - {name: tickets, field: tickets, type: integer}
                  - {name: amount, field: amount_minor, type: integer}
                  - {name: currency, field: currency}
                  - {name: booking, field: booking_id}
                  - {name: note, pattern: "([a-z]|[0-9])*"}
                """);
        String row = "2024-05-10T19:31:07Z,1,1,2,2450,";
        Path file = file("occurred_at,theater,movie,tickets,amount,currency,booking,note,,\n"
                + row + "usd,b,n,,\n" + row + "1$2,b,n,,\n" + row + "USD," + "b".repeat(300) + ",n,,\n"
                + row + "USD,b," + "n".repeat(90_000) + ",,\n" + row + "USD,b,n,,\n");

        CsvImport.Result result = world.run(file, new Options(schema, false, false, 400));
        assertThat(result.sent()).isOne();
        assertThat(world.rejections()).extracting(each -> each.get(0) + " " + each.get(1))
                .containsExactly("2 currency", "3 currency", "4 booking", "5 note");
    }

    @Test
    void aLastLineThatGoesOnIsNotGuessedAt() throws Exception {
        Path file = file(HEADER + GOOD + "2024-05-10T19:31:09Z,1,1,2,2");
        world.run(file);
        Files.writeString(file, Files.readString(file) + "0\n");

        assertThatThrownBy(() -> world.run(file)).isInstanceOf(BrokenFile.class).hasMessageContaining("last line");
    }

    @Test
    void whatThePipelineWouldCallTooLateIsRefusedTheSameWayTwice() throws Exception {
        Path file = file(HEADER + "2024-05-10T19:31:10Z,1,1,2,2\n2022-05-10T19:31:10Z,1,1,2,2\n");

        ImportWorld own = new ImportWorld(); // the newest sale of all decides
        assertThat(own.run(file).refused()).isOne();
        assertThat(own.run(file).refused()).isOne();
        assertThat(own.rejections()).containsExactly(List.of(
                "3", "occurred_at", "2022-05-10", "is more than 400 d older than line 2: sort the file by time"));
    }

    @Test
    void aStrictImportStopsAtTheFirstWrongRow() throws Exception {
        Path file = file(HEADER + "2024-05-10T19:31:11Z,1,1,2,2\nx,1,1,2,2\n2024-05-10T19:31:12Z,1,1,2,2\n");
        CsvImport.Result result = world.run(file, new Options(null, true, false, 400));

        assertThat(result.stoppedAt().line()).isEqualTo(3);
        assertThat(result.sent()).isOne();
    }

    @Test
    void aDryRunSendsAndWritesNothing() throws Exception {
        int before = world.sent().size();
        CsvImport.Result result =
                world.run(file(HEADER + GOOD + "x,1,1,2,2\n"), new Options(null, false, true, 400));

        assertThat(result.valid()).isOne();
        assertThat(result.refused()).isOne();
        assertThat(world.sent()).hasSize(before);
        assertThat(world.count("SELECT (SELECT count(*) FROM import_file) + (SELECT count(*) FROM validation_log)"))
                .isZero();
    }

    @Test
    void brokenFilesAreToldApart() throws Exception {
        assertBroken(file(""), "is empty");
        assertBroken(folder.resolve("none.csv"), "there is no file");
        assertBroken(folder, "is no file");
        assertBroken(file("theater,movie\n1,1\n"), "no column occurred_at, tickets, amount; there are movie, theater");
        assertBroken(file("movie,movie\n"), "comes twice");
        assertBroken(file(HEADER + GOOD + "2024-05-10T19:31:07Z,1,\"Quiet Harbor,2,1\n" + GOOD), "after line 2",
                "quoted field");
        assertBroken(file(HEADER + GOOD + "2024-05-10T19:31:07Z,1,\"Quiet\" Harbor,2,1\n"), "after line 2",
                "quoted field");
        assertBroken(file(HEADER + "2024-05-10T19:31:07Z,1,Caf\u00e9,2,1\n", StandardCharsets.ISO_8859_1), "not UTF-8",
                "format.charset");
        assertBroken(file(HEADER + GOOD, StandardCharsets.UTF_16), "UTF-16");
        assertBroken(file("\u001f\u008b\b", StandardCharsets.ISO_8859_1), "gzip");
        assertBroken(file(HEADER + "\"" + "x".repeat(2_000_000) + "\"\n"), "1 MB");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreUnderstood() throws Exception {
        Path file = file("\uFEFF" + HEADER.replace("\n", "\r\n") + "2024-05-10T19:31:13Z,1,1,2,2\r\n");

        assertThat(world.run(file).sent()).isOne();
    }

    @Test
    void aSchemaOfOnesOwnNamesColumnsFormatsAndRanges() throws Exception {
        Path schema = Files.writeString(folder.resolve("schema.yaml"), """
                format: {charset: windows-1252, separator: ";"}
                columns:
                  - {name: Zeit, field: occurred_at, type: timestamp, format: "dd.MM.yyyy HH:mm", min: 2024-01-01}
                  - {name: Kino, field: theater, type: theater, default: "2"}
                  - {name: Film, field: movie, type: movie, required: true}
                  - {name: Karten, field: tickets, type: integer, default: 1}
                  - {name: Cent, field: amount_minor, type: integer, required: true, max: 100000}
                  - {name: Bon, pattern: "[0-9]{4}"}
                """);
        Path file = file("Zeit;Film;Cent;Bon;Caf\u00e9\n10.05.2024 20:15;1917;950;0001;x\n"
                + "10.05.2023 20:15;1917;950;1;x\n", Charset.forName("windows-1252"));
        CsvImport.Result result = world.run(file, new Options(schema, false, false, 400));

        assertThat(result.sent()).isOne();
        assertThat(world.rejections()).containsExactly(
                List.of("3", "Bon", "1", "does not match [0-9]{4}"),
                List.of("3", "Zeit", "10.05.2023 20:15", "is before 2024-01-01"));
    }

    @Test
    void schemasThatMakeNoSenseAreRefused() {
        assertSchema("columns: []", "there are none");
        assertSchema("columns:\n  -", "one is empty");
        assertSchema("columns:\n  - {name: a, name: b}", "line 2", "name");
        assertSchema("columns:\n  - {name: a, values: []}", "column a: values");
        assertSchema("columns:\n  - {name: a, typ: text}", "line 2", "typ");
        assertSchema("columns:\n  - {name: a, field: tickets}", "column a: field tickets wants type [integer]");
        assertSchema("columns:\n  - {name: a}", "none fills the field occurred_at");
        assertSchema(ImportSchema.defaultText().replace("charset: UTF-8", "charset: latin-nine"), "charset");
        assertThat(ImportSchema.usual().columns()).isNotEmpty();
    }

    private static void assertSchema(String yaml, String... parts) {
        assertThatThrownBy(() -> ImportSchema.parse(yaml, "s.yaml"))
                .isInstanceOf(BrokenFile.class).hasMessageContaining("s.yaml").hasMessageContainingAll(parts);
    }

    private static void assertBroken(Path file, String... parts) {
        assertThatThrownBy(() -> world.run(file)).isInstanceOf(BrokenFile.class).hasMessageContainingAll(parts);
    }

    private Path file(String text) throws Exception {
        return file(text, StandardCharsets.UTF_8);
    }

    private Path file(String text, Charset charset) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "sales", ".csv"), text, charset);
    }
}
