package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.marquee.api.hold.Showings;
import io.marquee.api.http.ETags;
import io.marquee.api.problem.FieldError;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Adds, changes and deletes auditoriums. */
@Singleton
class AuditoriumWrites {

    private final Jdbi jdbi;
    private final Auditoriums auditoriums;
    private final Showings showings;
    private final ETags tags;
    private final JsonMapper json;

    AuditoriumWrites(Jdbi jdbi, Auditoriums auditoriums, Showings showings, ETags tags, JsonMapper json) {
        this.jdbi = jdbi;
        this.auditoriums = auditoriums;
        this.showings = showings;
        this.tags = tags;
        this.json = json;
    }

    Auditorium add(long theaterId, AuditoriumRequest request) {
        requireSane(request.layout());
        return Constraints.obey(() -> jdbi.inTransaction(handle -> {
            handle.select("SELECT id FROM theater WHERE id = ? FOR KEY SHARE", theaterId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> ProblemException.notFound("theater", theaterId));
            long id = bind(handle.createQuery("""
                            INSERT INTO auditorium (theater_id, name, layout, seats)
                            VALUES (:theater, :name, :layout::jsonb, :seats) RETURNING id"""), request)
                    .bind("theater", theaterId)
                    .mapTo(Long.class)
                    .one();
            return auditoriums.find(handle, theaterId, id).orElseThrow();
        }));
    }

    /** @throws ProblemException 409 when the layout changes while seats of it are held or sold for a coming showing */
    Auditorium change(HttpRequest<?> http, long theaterId, long id, AuditoriumRequest request) {
        requireSane(request.layout());
        return Constraints.obey(() -> jdbi.inTransaction(handle -> {
            Auditorium before = requireCurrent(handle, http, theaterId, id);
            if (before.layout().equals(request.layout())) {
                handle.execute("UPDATE auditorium SET name = ? WHERE id = ?", request.name().strip(), id);
            } else {
                requireUnclaimed(handle, id, request.layout());
                bind(handle.createUpdate("""
                                UPDATE auditorium SET name = :name, layout = :layout::jsonb, seats = :seats
                                WHERE id = :id"""), request)
                        .bind("id", id)
                        .execute();
            }
            return auditoriums.find(handle, theaterId, id).orElseThrow();
        }));
    }

    /** @throws ProblemException 409 when it has showings, past ones too */
    void delete(HttpRequest<?> http, long theaterId, long id) {
        Constraints.obey(() -> jdbi.inTransaction(handle -> {
            requireCurrent(handle, http, theaterId, id);
            return handle.execute("DELETE FROM auditorium WHERE id = ?", id);
        }));
    }

    private Auditorium requireCurrent(Handle handle, HttpRequest<?> http, long theaterId, long id) {
        handle.select("SELECT id FROM auditorium WHERE id = ? AND theater_id = ? FOR NO KEY UPDATE", id, theaterId)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("auditorium", id));
        Auditorium auditorium = auditoriums.find(handle, theaterId, id).orElseThrow();
        tags.requireMatch(http, tags.tag(auditorium));
        return auditorium;
    }

    // The lock on the auditorium keeps new showings out, the locks on the showings keep new holds out: whoever comes
    // after this transaction reads the new layout. A hold locks one showing only, so the order of ids is enough.
    private void requireUnclaimed(Handle handle, long id, Layout layout) {
        List<Long> coming = handle.select(
                        "SELECT id FROM showtime WHERE auditorium_id = ? AND status = 'scheduled' AND ends_at > now()"
                                + " ORDER BY id", id)
                .mapTo(Long.class)
                .list();
        for (long showing : coming) {
            requirePrices(LayoutRules.categories(layout), showings.lock(handle, showing).prices().keySet(), showing);
        }
        List<Long> claimed = handle.createQuery("""
                        SELECT DISTINCT showtime_id FROM seat_claim
                        WHERE showtime_id = ANY(:showings)
                          AND (booking_id IS NOT NULL OR expires_at > clock_timestamp())
                        ORDER BY showtime_id LIMIT 10""")
                .bindArray("showings", Long.class, coming.toArray())
                .mapTo(Long.class)
                .list();
        if (!claimed.isEmpty()) {
            throw ProblemException.conflict(
                    "layout-in-use", "Layout in use", "Seats are held or sold for showings " + claimed + ".");
        }
    }

    private static void requirePrices(Set<String> categories, Set<String> priced, long showing) {
        if (!priced.containsAll(categories)) {
            throw ProblemException.conflict(
                    "price-missing", "Price missing",
                    "Showing " + showing + " has prices for " + priced + " alone; the layout has " + categories + ".");
        }
    }

    private static void requireSane(Layout layout) {
        List<FieldError> errors = LayoutRules.check(layout);
        if (!errors.isEmpty()) {
            throw ProblemException.badFields(errors);
        }
    }

    private <T extends SqlStatement<T>> T bind(T statement, AuditoriumRequest request) {
        try {
            return statement
                    .bind("name", request.name().strip())
                    .bind("layout", json.writeValueAsString(request.layout()))
                    .bind("seats", LayoutRules.seats(request.layout()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
    }
}
