package io.marquee.api.payment;

import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Refunds that were marked failed, and those of them that somebody settled. */
@Singleton
class FailedRefundRows {

    private static final String SELECT = """
            SELECT r.id, r.booking_id, r.seats, p.email, r.amount_minor, p.currency, p.provider, r.provider_ref,
                   r.reason, r.created_at, r.settlement, r.settled_at, r.status
            FROM refund r JOIN payment p ON p.id = r.payment_id
            """;

    private final Jdbi jdbi;

    FailedRefundRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** How many wait for somebody. */
    long count() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM refund WHERE status = 'failed'")
                .mapTo(Long.class)
                .one());
    }

    /** Those that wait for somebody, the oldest first. */
    Page<FailedRefund> list(@Nullable String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        List<FailedRefund> rows = jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                        WHERE r.status = 'failed'
                          AND (:time::timestamptz IS NULL OR (r.created_at, r.id) > (:time, :id))
                        ORDER BY r.created_at, r.id LIMIT :most""")
                .bindByType("time", after == null ? null : after.time(0), OffsetDateTime.class)
                .bindByType("id", after == null ? null : after.part(1, UUID::fromString), UUID.class)
                .bind("most", limit + 1)
                .map((row, context) -> refund(row))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.createdAt(), row.id()), row -> row);
    }

    /**
     * Notes that the money found another way. Once: what was noted first stays.
     *
     * @param by the subject of the token of whoever says so
     * @throws ProblemException 404 when there is no such refund; 409 when it never failed
     */
    FailedRefund settle(UUID id, String settlement, String by) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                            UPDATE refund SET status = 'done', settlement = :settlement, settled_by = :by,
                                              settled_at = clock_timestamp()
                            WHERE id = :id AND status = 'failed'""")
                    .bind("id", id)
                    .bind("settlement", settlement)
                    .bind("by", by)
                    .execute();
            FailedRefund refund = find(handle, id);
            if (refund.settlement() == null) {
                throw ProblemException.conflict(
                        "refund-not-failed", "Refund not failed",
                        "Its provider has paid this refund out, or is about to: there is nothing to settle.");
            }
            return refund;
        });
    }

    private static FailedRefund find(Handle handle, UUID id) {
        return handle.createQuery(SELECT + "WHERE r.id = :id")
                .bind("id", id)
                .map((row, context) -> refund(row))
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("refund", id));
    }

    private static FailedRefund refund(ResultSet row) throws SQLException {
        Timestamp settled = row.getTimestamp("settled_at");
        return new FailedRefund(
                row.getObject("id", UUID.class),
                row.getObject("booking_id", UUID.class),
                List.of((String[]) row.getArray("seats").getArray()),
                row.getString("email"),
                row.getLong("amount_minor"),
                row.getString("currency"),
                row.getString("provider"),
                row.getString("provider_ref"),
                row.getString("reason"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("settlement"),
                settled == null ? null : settled.toInstant());
    }
}
