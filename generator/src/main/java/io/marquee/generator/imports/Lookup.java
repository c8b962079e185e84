package io.marquee.generator.imports;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Theaters and movies of the catalogue, by id and by name. Read once: a file sees one catalogue. */
final class Lookup {

    private static final int SEVERAL = -1;

    private final Map<Long, Theater> theaters = new HashMap<>();
    private final Map<String, Long> theaterIds = new HashMap<>();
    private final Map<Long, Long> movies = new HashMap<>();
    private final Map<String, Long> movieIds = new HashMap<>();

    /** A theater, with what its sales need to know of it. */
    record Theater(long id, ZoneId zone, String currency) {}

    Lookup(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id, name, location, time_zone, currency FROM theater")) {
                while (rows.next()) {
                    long id = rows.getLong(1);
                    theaters.put(id, new Theater(id, ZoneId.of(rows.getString(4)), rows.getString(5)));
                    add(theaterIds, rows.getString(2), id);
                    add(theaterIds, rows.getString(2) + ", " + rows.getString(3), id);
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id, title, extract(year FROM release_date)::int FROM movie")) {
                while (rows.next()) {
                    long id = rows.getLong(1);
                    movies.put(id, id);
                    add(movieIds, rows.getString(2), id);
                    if (rows.getObject(3) != null) {
                        add(movieIds, rows.getString(2) + " (" + rows.getInt(3) + ")", id);
                    }
                }
            }
        }
    }

    private static void add(Map<String, Long> ids, String name, long id) {
        ids.merge(key(name), id, (one, other) -> one.equals(other) ? one : Long.valueOf(SEVERAL));
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    Theater theater(String idOrName) throws BadValue {
        return find(idOrName, theaters, theaterIds, "theater", "the id, or \"name, location\"");
    }

    long movie(String idOrTitle) throws BadValue {
        return find(idOrTitle, movies, movieIds, "movie", "the id, or \"title (year)\"");
    }

    private static <T> T find(
            String text, Map<Long, T> byId, Map<String, Long> byName, String what, String better) throws BadValue {
        if (isNumber(text)) {
            T found = byId.get(Long.parseLong(text));
            if (found != null) {
                return found;
            }
        }
        Long id = byName.get(key(text));
        if (id == null) {
            throw new BadValue("the catalogue has no such " + what);
        }
        if (id == SEVERAL) {
            throw new BadValue("the catalogue has several such " + what + "s: give " + better);
        }
        return byId.get(id);
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
