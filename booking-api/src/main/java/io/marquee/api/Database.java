package io.marquee.api;

import io.marquee.sql.Schema;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to PostgreSQL: SQL by Jdbi, on the connection pool that {@code datasources.default} describes. */
@Factory
final class Database {

    /**
     * Jdbi on the pool. The schema is brought up to date first; where {@code marquee.database.migrate} is false,
     * another process does that, and is waited for. Either takes connections of its own, which have none of the pool's
     * time limits.
     *
     * @param secretsAreGood so that nothing is touched before
     * @param pool connections for requests
     * @param migrate whether this process may change the schema
     * @param patience how long another process may take to do so
     * @throws SchemaTooOldException when it did not
     */
    @Context
    Jdbi jdbi(
            ProductionCheck secretsAreGood,
            DataSource pool,
            @Value("${marquee.database.migrate}") boolean migrate,
            @Value("${marquee.database.wait}") Duration patience,
            @Value("${datasources.default.url}") String url,
            @Value("${datasources.default.username}") String user,
            @Value("${datasources.default.password:}") String password) {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(url);
        direct.setUser(user);
        direct.setPassword(password);
        if (migrate) {
            Schema.migrate(direct);
        } else {
            new SchemaWait(direct, patience).await();
        }
        Jdbi jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
        // Values of callers, such as addresses and hashes of passwords, do not belong into the log.
        jdbi.configure(StatementExceptions.class, texts -> texts.setMessageRendering(MessageRendering.NONE));
        return jdbi;
    }
}
