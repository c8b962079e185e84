package io.marquee.api;

import io.marquee.sql.Schema;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The way to PostgreSQL: SQL by Jdbi, on the connection pool that {@code datasources.default} describes. */
@Factory
final class Database {

    /**
     * Jdbi on the pool. The schema is brought up to date first, unless {@code marquee.database.migrate} is false.
     *
     * @param dataSource the pool
     * @param migrate whether this process may change the schema
     */
    @Singleton
    Jdbi jdbi(DataSource dataSource, @Value("${marquee.database.migrate}") boolean migrate) {
        if (migrate) {
            Schema.migrate(dataSource);
        }
        return Jdbi.create(dataSource).installPlugin(new PostgresPlugin());
    }
}
