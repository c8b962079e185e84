package io.marquee.api.live;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a showing's seats or of a day's totals: the last reading of the database and the changes heard
 * since. Pure, not safe for several threads.
 */
final class LiveState<T extends Change<T>> {

    // Before the first reading any change is news.
    private long baseline = Long.MIN_VALUE;
    private long version;
    private final Map<String, T> known = new HashMap<>();

    /**
     * Takes in what was heard.
     *
     * @param updateVersion the version of the whole that the update brings
     * @param changes by name
     * @return those changes that were news
     */
    Map<String, T> apply(long updateVersion, Map<String, T> changes) {
        Map<String, T> news = new LinkedHashMap<>();
        changes.forEach((name, change) -> {
            T before = known.get(name);
            if (change.supersedes(before == null ? baseline : before.version())) {
                known.put(name, change);
                news.put(name, change);
            }
        });
        version = Math.max(version, updateVersion);
        return news;
    }

    /**
     * Takes over a reading of the database. What it does not list was at rest at its version, so that an older change
     * of such a thing, still on its way, is no longer news; changes newer than the reading stay.
     */
    void reset(LiveReading<T> reading) {
        Map<String, T> before = Map.copyOf(known);
        known.clear();
        known.putAll(reading.listed());
        baseline = reading.version();
        before.forEach((name, change) -> {
            T read = known.get(name);
            if (change.version() > (read == null ? baseline : read.version())) {
                known.put(name, change);
            }
        });
        version = Math.max(version, reading.version());
    }

    long version() {
        return version;
    }

    /** All that is known, by name; a view. */
    Map<String, T> known() {
        return known;
    }
}
