package io.marquee.stack.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void makesAFolderForItsOwnerAlone() throws IOException {
        DataFolder data = DataFolder.at(folder.resolve("new"));

        data.open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root()))).isEqualTo("rwx------");
        assertThat(data.of("postgres")).isDirectory();
    }

    @Test
    void opensAFolderThatItMade() throws IOException {
        DataFolder.at(folder).open();
        DataFolder.at(folder).remember("demo", "loaded");

        DataFolder again = DataFolder.at(folder);
        again.open();

        assertThat(again.remark("demo", "?")).isEqualTo("loaded");
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "…");

        assertThatThrownBy(() -> DataFolder.at(folder).open())
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("not a data folder");
        assertThatThrownBy(() -> DataFolder.at(folder).empty()).isInstanceOf(UserProblem.class);
        assertThat(folder.resolve("thesis.tex")).exists();
    }

    @Test
    void refusesAFolderOfANewerVersion() throws IOException {
        Files.writeString(folder.resolve("marquee.properties"), "layout=" + (DataFolder.LAYOUT + 1));

        assertThatThrownBy(() -> DataFolder.at(folder).open())
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("another version")
                .hasMessageContaining("--fresh");
    }

    @Test
    void refusesDataOfAnotherPostgres() throws IOException {
        DataFolder.at(folder).open();
        Files.createDirectories(folder.resolve("postgres/cluster"));
        Files.writeString(folder.resolve("postgres/cluster/PG_VERSION"), "17\n");

        assertThatThrownBy(() -> DataFolder.at(folder).open())
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("PostgreSQL 17");
    }

    @Test
    void emptiesWhatAStackPutThere() throws IOException {
        DataFolder data = DataFolder.at(folder);
        data.open();
        Files.writeString(data.of("secrets").resolve("jwt"), "secret");

        data.empty();

        assertThat(data.of("secrets")).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void wantsTwoGigabytes() {
        DataFolder data = DataFolder.at(folder);

        data.requireRoom(DataFolder.LEAST_FREE_BYTES);
        assertThatThrownBy(() -> data.requireRoom(DataFolder.LEAST_FREE_BYTES - 1))
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("2047 MB are free")
                .hasMessageContaining("--data");
    }

    @Test
    void belongsToOneLauncherAtATime() throws IOException {
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(UserProblem.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        FolderLock.take(folder).close();
    }

    @Test
    void makesASecretOnceForItsOwnerAlone() throws IOException {
        String first = new Secrets(folder).get("jwt");

        assertThat(first).hasSize(64);
        assertThat(new Secrets(folder).get("jwt")).isEqualTo(first);
        assertThat(new Secrets(folder).get("other")).isNotEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("jwt"))))
                .isEqualTo("rw-------");
    }
}
