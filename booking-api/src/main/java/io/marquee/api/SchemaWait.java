package io.marquee.api;

import io.marquee.sql.Schema;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until another process has brought the database to this version, as in containers, where migrations are a
 * service of their own. Serving before that would answer requests with errors of tables and columns that are not there.
 * A newer schema is no obstacle: migrations only add.
 */
final class SchemaWait {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaWait.class);
    private static final long ASK_EVERY_MS = 500;

    private final DataSource database;
    private final Duration patience;

    SchemaWait(DataSource database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /** @throws SchemaTooOldException when it takes longer than the patience */
    void await() {
        long end = System.nanoTime() + patience.toNanos();
        String before = null;
        while (true) {
            String obstacle = obstacle();
            if (obstacle == null) {
                return;
            }
            if (System.nanoTime() - end >= 0) {
                throw new SchemaTooOldException(obstacle + ", after " + patience.toSeconds() + " s of waiting. Run"
                        + " create-schema of this version, or set marquee.database.migrate to true");
            }
            if (!obstacle.equals(before)) {
                LOG.info("Waiting for the schema: {}", obstacle);
                before = obstacle;
            }
            pause();
        }
    }

    private String obstacle() {
        try {
            List<String> missing = Schema.missing(database);
            return missing.isEmpty()
                    ? null : "The database lacks the migrations " + String.join(", ", missing) + " of this version";
        } catch (FlywayException unreachable) {
            return "The database cannot be asked for its schema: "
                    + unreachable.getMessage().lines().findFirst().orElse("");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_EVERY_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SchemaTooOldException("The start was interrupted while it waited for the schema");
        }
    }
}
