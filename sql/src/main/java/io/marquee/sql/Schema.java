package io.marquee.sql;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The database schema of Marquee: versioned migrations that Flyway applies, each exactly once. */
public final class Schema {

    private static final String MIGRATIONS = "classpath:io/marquee/sql/migrations";

    private Schema() {}

    /**
     * Brings a database to this version of the schema. Safe to call again, and from several processes at once: Flyway
     * holds a lock in the database while it works.
     *
     * @param dataSource connections of a role that may create extensions, schemas and roles
     * @return how many migrations were applied; 0 when the database was up to date
     * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached, or was migrated by another
     *     history than this one
     */
    public static int migrate(DataSource dataSource) {
        return flyway(dataSource).migrate().migrationsExecuted;
    }

    /**
     * Tells whether every migration of this version was applied.
     *
     * @param dataSource connections to the database in question
     */
    public static boolean isCurrent(DataSource dataSource) {
        return missing(dataSource).isEmpty();
    }

    /**
     * Tells what a database lacks of this version of the schema.
     *
     * @param dataSource connections to the database in question
     * @return the versions of the migrations that were not applied, in order, such as "24"; empty when there are none
     * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached
     */
    public static List<String> missing(DataSource dataSource) {
        return Arrays.stream(flyway(dataSource).info().pending())
                .map(migration -> migration.getVersion().getVersion())
                .toList();
    }

    private static Flyway flyway(DataSource dataSource) {
        FluentConfiguration configuration = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(MIGRATIONS)
                .validateMigrationNaming(true);
        return configuration.load();
    }
}
