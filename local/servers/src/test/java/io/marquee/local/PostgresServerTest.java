package io.marquee.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    @Test
    void isDurable() throws SQLException {
        DataSource database = TestServers.postgres().dataSource("postgres");

        assertThat(one(database, "SHOW fsync")).isEqualTo("on");
        assertThat(one(database, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(one(database, "SHOW full_page_writes")).isEqualTo("on");
    }

    @Test
    void isSetUpForASmallMachine() throws SQLException {
        DataSource database = TestServers.postgres().dataSource("postgres");

        assertThat(one(database, "SHOW shared_buffers")).isEqualTo("128MB");
        assertThat(one(database, "SHOW max_connections")).isEqualTo("100");
        assertThat(one(database, "SHOW idle_in_transaction_session_timeout")).isEqualTo("1min");
        assertThat(one(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void knowsLettersBeyondAscii() throws SQLException {
        DataSource database = TestServers.postgres().dataSource("postgres");

        assertThat(one(database, "SELECT lower('ÉCRAN Ω')")).isEqualTo("écran ω");
        assertThat(one(database, "SELECT 'Écran' ~ '^[[:alpha:]]+$'")).isEqualTo("t");
    }

    @Test
    void makesADatabaseOnce() throws SQLException {
        TestServers.postgres().createDatabase("twice");
        TestServers.postgres().createDatabase("twice");

        assertThat(one(TestServers.postgres().dataSource("twice"), "SELECT current_database()")).isEqualTo("twice");
    }

    @Test
    void keepsDataWhenStartedAgain(@TempDir Path folder) throws Exception {
        Path programs = TestServers.programs();
        try (PostgresServer first = PostgresServer.start(folder, 0, programs)) {
            run(first, "CREATE TABLE kept AS SELECT 42 AS n");
        }

        try (PostgresServer second = PostgresServer.start(folder, 0, programs)) {
            assertThat(one(second.dataSource("postgres"), "SELECT n FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void startsAfterBeingKilled(@TempDir Path folder) throws Exception {
        Path programs = TestServers.programs();
        PostgresServer first = PostgresServer.start(folder, 0, programs);
        run(first, "CREATE TABLE kept AS SELECT 42 AS n");
        ProcessHandle process = ProcessHandle.of(first.pid().orElseThrow()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        assertThat(folder.resolve("cluster/postmaster.pid")).exists();
        first.close();

        try (PostgresServer second = PostgresServer.start(folder, 0, programs)) {
            assertThat(one(second.dataSource("postgres"), "SELECT n FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void startsWhenItsStalePidNowBelongsToAnotherProgram(@TempDir Path folder) throws Exception {
        Path programs = TestServers.programs();
        PostgresServer.start(folder, 0, programs).close();
        Files.writeString(folder.resolve("cluster/postmaster.pid"), ProcessHandle.current().pid() + "\n");

        try (PostgresServer second = PostgresServer.start(folder, 0, programs)) {
            assertThat(one(second.dataSource("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void beginsAnewWhereItsFirstStartWasCutOff(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("cluster/global"));
        Files.writeString(folder.resolve("cluster/PG_VERSION"), "18\n");
        Files.writeString(folder.resolve("cluster/postgresql.conf"), "");

        try (PostgresServer server = PostgresServer.start(folder, 0, TestServers.programs())) {
            assertThat(one(server.dataSource("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesATakenPort(@TempDir Path folder) {
        int taken = TestServers.postgres().port();

        assertThatThrownBy(() -> PostgresServer.start(folder, taken, TestServers.programs()))
                .hasMessageContaining(Integer.toString(taken));
    }

    private static void run(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
