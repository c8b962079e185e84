package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.JobOptions;
import io.marquee.pipeline.postgres.MeteredSink;
import io.marquee.pipeline.postgres.PatientConnections;
import io.marquee.pipeline.postgres.Postgres;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.datasource.statements.JdbcQueryStatement;
import org.postgresql.PGConnection;

/**
 * Writes totals to the tables of a schema: all rows of a message in one statement, so that a theater's day, month and
 * movies change together. A row only takes the place of an older one: one of a lower version, or of the same version
 * and an earlier status. Repetitions after a failure therefore change nothing, and no reader sees a total go back.
 */
final class SalesPostgres implements JdbcQueryStatement<SalesRows> {

    private static final long serialVersionUID = 1L;

    /** Besides outages, which {@link PatientConnections} waits for. */
    private static final int RETRIES = 5;

    private static final String TOTALS =
            "currency, bookings, cancellations, tickets, tickets_refunded, gross_minor, refunded_minor, status, "
                    + "version";

    private static final String QUERY_OF_SCHEMA = """
            WITH row AS (
                SELECT *, date '1970-01-01' + day AS date
                FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::int[], ?::text[], ?::bigint[], ?::bigint[],
                            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
                     AS r (kind, theater_id, movie_id, day, %1$s)
            ), daily AS (
                %2$s
            ), monthly AS (
                %3$s
            )
            %4$s
            """.formatted(
            TOTALS,
            upsert(Bucket.Kind.DAY, "theater_daily_sales", "theater_id, sale_date", "theater_id, date"),
            upsert(Bucket.Kind.MONTH, "theater_monthly_sales", "theater_id, month", "theater_id, date"),
            upsert(Bucket.Kind.MOVIE_DAY, "movie_daily_sales", "theater_id, movie_id, sale_date",
                    "theater_id, movie_id, date"));

    private static String upsert(Bucket.Kind kind, String table, String key, String values) {
        return """
                INSERT INTO SCHEMA.%1$s AS old (%2$s, %3$s)
                SELECT %4$s, %3$s FROM row WHERE kind = %5$d
                ON CONFLICT (%2$s, currency) DO UPDATE SET
                    bookings = excluded.bookings, cancellations = excluded.cancellations,
                    tickets = excluded.tickets, tickets_refunded = excluded.tickets_refunded,
                    gross_minor = excluded.gross_minor, refunded_minor = excluded.refunded_minor,
                    status = excluded.status, version = excluded.version, updated_at = now()
                WHERE excluded.version > old.version
                   OR (excluded.version = old.version
                       AND array_position('{provisional,final,restated}', excluded.status)
                         > array_position('{provisional,final,restated}', old.status))
                """.formatted(table, key, TOTALS, values, kind.ordinal());
    }

    private final String query;

    private SalesPostgres(String schema) {
        query = QUERY_OF_SCHEMA.replace("SCHEMA.", schema + ".");
    }

    /** The sink, through Flink's JDBC connector. */
    static Sink<SalesRows> sink(JobOptions options) {
        PatientConnections connections = Postgres.of(options).patientConnections();
        JdbcSink<SalesRows> sink = JdbcSink.<SalesRows>builder()
                .withQueryStatement(new SalesPostgres(options.text("postgres.schema")))
                // A message is a batch of rows already: it goes out when it comes, and waits for no other.
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(1)
                        .withBatchIntervalMs(0)
                        .withMaxRetries(RETRIES)
                        .build())
                .buildAtLeastOnce(connections);
        return new MeteredSink<>(
                sink, connections, message -> message.rows().size(), SalesRows::oldestEvent);
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public void statement(PreparedStatement statement, SalesRows message) throws SQLException {
        Columns columns = new Columns(statement, message.rows());
        columns.ints(SalesRow::kind);
        columns.longs(SalesRow::theaterId);
        columns.longs(SalesRow::movieId);
        columns.ints(SalesRow::epochDay);
        columns.texts(SalesRow::currency);
        columns.longs(SalesRow::bookings);
        columns.longs(SalesRow::cancellations);
        columns.longs(SalesRow::tickets);
        columns.longs(SalesRow::ticketsRefunded);
        columns.longs(SalesRow::grossMinor);
        columns.longs(SalesRow::refundedMinor);
        columns.texts(SalesRow::status);
        columns.longs(SalesRow::version);
    }

    /** Binds one array per column, in the order of the statement's parameters; primitive arrays travel in binary. */
    private static final class Columns {
        private final PreparedStatement statement;
        private final PGConnection connection;
        private final List<SalesRow> rows;
        private int parameter;

        private Columns(PreparedStatement statement, List<SalesRow> rows) throws SQLException {
            this.statement = statement;
            this.connection = statement.getConnection().unwrap(PGConnection.class);
            this.rows = rows;
        }

        private void longs(ToLongFunction<SalesRow> column) throws SQLException {
            bind("int8", rows.stream().mapToLong(column).toArray());
        }

        private void ints(ToIntFunction<SalesRow> column) throws SQLException {
            bind("int4", rows.stream().mapToInt(column).toArray());
        }

        private void texts(Function<SalesRow, String> column) throws SQLException {
            bind("text", rows.stream().map(column).toArray(String[]::new));
        }

        private void bind(String type, Object values) throws SQLException {
            statement.setArray(++parameter, connection.createArrayOf(type, values));
        }
    }
}
