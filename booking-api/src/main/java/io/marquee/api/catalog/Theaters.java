package io.marquee.api.catalog;

import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads theaters. */
@Singleton
class Theaters {

    private final Jdbi jdbi;

    Theaters(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Theaters by name.
     *
     * @param search words of name or location, accents, case and typos forgiven; null for all
     * @param region exact but for case and accents; null for all
     */
    Page<Theater> list(String search, String region, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        String afterName = after == null ? null : after.part(0, text -> text);
        Long afterId = after == null ? null : after.part(1, Long::valueOf);
        List<Theater> rows = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, name, location, region, time_zone, currency, single_seat_rule FROM theater
                        WHERE (:search::text IS NULL
                               OR search_text(name || ' ' || location) LIKE '%' || search_text(:like) || '%'
                               OR search_text(:search) <% search_text(name || ' ' || location))
                          AND (:region::text IS NULL OR search_text(region) = search_text(:region))
                          AND (:after_id::bigint IS NULL
                               OR (name COLLATE "C", id) > (:after_name::text COLLATE "C", :after_id))
                        ORDER BY name COLLATE "C", id
                        LIMIT :limit""")
                .bind("search", SearchText.orNull(search))
                .bind("like", SearchText.escape(SearchText.orNull(search)))
                .bind("region", SearchText.orNull(region))
                .bind("after_name", afterName)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> theater(row))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.name(), row.id()), row -> row);
    }

    Optional<Theater> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    Optional<Theater> find(Handle handle, long id) {
        return handle.createQuery("""
                        SELECT id, name, location, region, time_zone, currency, single_seat_rule FROM theater
                        WHERE id = :id""")
                .bind("id", id)
                .map((row, context) -> theater(row))
                .findOne();
    }

    private static Theater theater(ResultSet row) throws SQLException {
        return new Theater(
                row.getLong("id"),
                row.getString("name"),
                row.getString("location"),
                row.getString("region"),
                row.getString("time_zone"),
                row.getString("currency"),
                row.getString("single_seat_rule"));
    }
}
