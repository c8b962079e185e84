package io.marquee.api.report;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names and places of theaters, remembered for a minute so that a leaderboard from Redis costs PostgreSQL nothing;
 * while PostgreSQL is away, what is remembered goes on being used.
 */
@Singleton
class TheaterNames {

    private static final Logger LOG = LoggerFactory.getLogger(TheaterNames.class);
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 20_000;

    private final Jdbi jdbi;
    private final Map<Long, Remembered> remembered = new ConcurrentHashMap<>();

    TheaterNames(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Remembered(TheaterName name, long readAt) {}

    /** By id; a theater that the catalogue does not know has neither name nor location. */
    Map<Long, TheaterName> of(Collection<Long> ids) {
        long now = System.nanoTime();
        List<Long> stale = ids.stream()
                .filter(id -> {
                    Remembered known = remembered.get(id);
                    return known == null || now - known.readAt() > FRESH_NANOS;
                })
                .toList();
        if (!stale.isEmpty()) {
            read(stale, now);
        }
        Map<Long, TheaterName> names = new HashMap<>();
        ids.forEach(id -> {
            Remembered known = remembered.get(id);
            names.put(id, known == null ? new TheaterName(id, null, null) : known.name());
        });
        return names;
    }

    private void read(List<Long> ids, long now) {
        try {
            Map<Long, TheaterName> found = new HashMap<>();
            jdbi.useHandle(handle -> handle.createQuery("SELECT id, name, location FROM theater WHERE id = ANY(:ids)")
                    .bindArray("ids", Long.class, ids)
                    .map((row, context) -> new TheaterName(
                            row.getLong("id"), row.getString("name"), row.getString("location")))
                    .forEach(name -> found.put(name.id(), name)));
            if (remembered.size() + ids.size() > MOST) {
                remembered.clear();
            }
            ids.forEach(id -> remembered.put(
                    id, new Remembered(found.getOrDefault(id, new TheaterName(id, null, null)), now)));
        } catch (JdbiException away) {
            if (!(away.getCause() instanceof SQLException)) {
                throw away;
            }
            LOG.warn("Theater names cannot be read now: {}", away.getMessage());
        }
    }
}
