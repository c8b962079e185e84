package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.marquee.api.http.Cursor;
import io.marquee.api.http.Page;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads auditoriums. */
@Singleton
class Auditoriums {

    private final Jdbi jdbi;
    private final JsonMapper json;

    Auditoriums(Jdbi jdbi, JsonMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** The auditoriums of a theater by name. */
    Page<Auditorium.Summary> list(long theaterId, String cursor, int limit) {
        Cursor after = Cursor.decode(cursor, 2);
        String afterName = after == null ? null : after.part(0, text -> text);
        Long afterId = after == null ? null : after.part(1, Long::valueOf);
        List<Auditorium.Summary> rows = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, name, seats FROM auditorium
                        WHERE theater_id = :theater
                          AND (:after_id::bigint IS NULL
                               OR (name COLLATE "C", id) > (:after_name::text COLLATE "C", :after_id))
                        ORDER BY name COLLATE "C", id
                        LIMIT :limit""")
                .bind("theater", theaterId)
                .bind("after_name", afterName)
                .bind("after_id", afterId)
                .bind("limit", limit + 1)
                .map((row, context) -> new Auditorium.Summary(
                        row.getLong("id"), theaterId, row.getString("name"), row.getInt("seats")))
                .list());
        return Page.of(rows, limit, row -> Cursor.after(row.name(), row.id()), row -> row);
    }

    Optional<Auditorium> find(long theaterId, long id) {
        return jdbi.withHandle(handle -> find(handle, theaterId, id));
    }

    Optional<Auditorium> find(Handle handle, long theaterId, long id) {
        return handle.createQuery("""
                        SELECT id, theater_id, name, seats, layout::text AS layout FROM auditorium
                        WHERE id = :id AND theater_id = :theater""")
                .bind("id", id)
                .bind("theater", theaterId)
                .map((row, context) -> new Auditorium(
                        row.getLong("id"), row.getLong("theater_id"), row.getString("name"), row.getInt("seats"),
                        layout(row.getString("layout"))))
                .findOne();
    }

    private Layout layout(String column) {
        try {
            return json.readValue(column, Layout.class);
        } catch (IOException broken) {
            throw new IllegalStateException("Not a layout: " + column, broken);
        }
    }
}
