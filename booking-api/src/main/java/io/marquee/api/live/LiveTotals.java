package io.marquee.api.live;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The days whose totals someone watches. Changes are gathered and passed on when {@link #flush} is called. */
final class LiveTotals {

    private final Function<LocalDate, Collection<TotalChange>> totals;
    private final FeedRegistry<LocalDate, TotalChange> registry;
    private final Map<LocalDate, Map<String, TotalChange>> gathered = new HashMap<>();

    /**
     * @param totals reads all totals of a day; may block
     */
    LiveTotals(
            Function<LocalDate, Collection<TotalChange>> totals,
            Executor readers,
            Connections connections,
            LiveConfiguration limits) {
        this.totals = totals;
        this.registry = new FeedRegistry<>(date -> new Feed<>(new Day(date), readers), connections, limits);
    }

    FeedRegistry<LocalDate, TotalChange> registry() {
        return registry;
    }

    /** Takes in totals that changed, from Redis. */
    void update(LiveJson.TotalsUpdate update) {
        if (registry.get(update.date()) == null) {
            return;
        }
        synchronized (gathered) {
            Map<String, TotalChange> day = gathered.computeIfAbsent(update.date(), date -> new HashMap<>());
            update.totals().forEach((key, total) ->
                    day.merge(key, total, (known, heard) -> heard.supersedes(known.version()) ? heard : known));
        }
    }

    /** Passes on what was gathered; the caller decides how often. */
    void flush() {
        Map<LocalDate, Map<String, TotalChange>> taken;
        synchronized (gathered) {
            if (gathered.isEmpty()) {
                return;
            }
            taken = Map.copyOf(gathered);
            gathered.clear();
        }
        taken.forEach((date, changes) -> {
            Feed<TotalChange> feed = registry.get(date);
            if (feed != null) {
                feed.update(0, changes);
            }
        });
    }

    private final class Day implements Feed.Source<TotalChange> {

        private final LocalDate date;

        Day(LocalDate date) {
            this.date = date;
        }

        @Override
        public LiveReading<TotalChange> read() {
            Map<String, TotalChange> listed = new HashMap<>();
            totals.apply(date).forEach(total -> listed.put(total.key(), total));
            return new LiveReading<>(Long.MIN_VALUE, listed);
        }

        @Override
        public String whole(long version, Collection<Map.Entry<String, TotalChange>> entries) {
            return LiveJson.totals(date, entries.stream().map(Map.Entry::getValue).toList());
        }

        @Override
        public String changes(long version, Map<String, TotalChange> changes) {
            return LiveJson.totals(date, changes.values());
        }

        @Override
        public String heartbeat(long version) {
            return LiveJson.heartbeat();
        }
    }
}
