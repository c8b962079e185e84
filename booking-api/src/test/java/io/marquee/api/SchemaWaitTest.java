package io.marquee.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaWaitTest {

    private static final String LAST = "(SELECT max(installed_rank) FROM flyway_schema_history)";

    private String name;
    private DataSource database;

    @BeforeEach
    void emptyDatabase() throws SQLException {
        name = "wait_" + UUID.randomUUID().toString().replace("-", "");
        TestServers.postgres().createDatabase(name);
        database = TestServers.postgres().dataSource(name);
    }

    @Test
    void anApiThatMayNotMigrateRefusesADatabaseWithoutASchema() {
        assertThatThrownBy(() -> TestApi.startOn(
                        name, Map.of("marquee.database.migrate", "false", "marquee.database.wait", "0s")))
                .hasRootCauseInstanceOf(SchemaTooOldException.class)
                .rootCause()
                .hasMessageContaining("lacks the migrations 1, 2, 3")
                .hasMessageContaining("Run create-schema");
    }

    @Test
    void oneMigrationThatIsMissingIsNamed() {
        Schema.migrate(database);
        String last = Jdbi.create(database).withHandle(handle -> {
            String version = handle.select("SELECT version FROM flyway_schema_history WHERE installed_rank = " + LAST)
                    .mapTo(String.class)
                    .one();
            handle.execute("DELETE FROM flyway_schema_history WHERE installed_rank = " + LAST);
            return version;
        });

        assertThatThrownBy(new SchemaWait(database, Duration.ZERO)::await)
                .isInstanceOf(SchemaTooOldException.class)
                .hasMessageContaining("lacks the migrations " + last + " of this version");
    }

    @Test
    void itWaitsUntilAnotherProcessHasMigrated() throws Exception {
        CompletableFuture<Void> waited =
                CompletableFuture.runAsync(new SchemaWait(database, Duration.ofHours(1))::await);
        Schema.migrate(database);
        waited.get(5, TimeUnit.MINUTES);
        assertThat(Schema.isCurrent(database)).isTrue();
    }

    @Test
    void aNewerSchemaWillDo() {
        Schema.migrate(database);
        Jdbi.create(database).useHandle(handle -> handle.execute("INSERT INTO flyway_schema_history (installed_rank,"
                + " version, description, type, script, installed_by, execution_time, success)"
                + " VALUES (10000, '99999', 'of a later version', 'SQL', 'V99999__later.sql', 'postgres', 1, true)"));

        new SchemaWait(database, Duration.ZERO).await();
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedToo() {
        DataSource none = TestServers.postgres().dataSource("no_such_database");
        assertThatThrownBy(new SchemaWait(none, Duration.ZERO)::await)
                .isInstanceOf(SchemaTooOldException.class)
                .hasMessageContaining("cannot be asked for its schema");
    }
}
