package io.marquee.api.live;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;

/** The showings that someone watches. */
final class LiveSeats {

    private final SeatSnapshots snapshots;
    private final FeedRegistry<Long, SeatChange> registry;

    LiveSeats(SeatSnapshots snapshots, Executor readers, Connections connections, LiveConfiguration limits) {
        this.snapshots = snapshots;
        this.registry = new FeedRegistry<>(id -> new Feed<>(new Showing(id), readers), connections, limits);
    }

    FeedRegistry<Long, SeatChange> registry() {
        return registry;
    }

    /** Takes in seats that changed, from Redis. */
    void update(long showtimeId, LiveJson.SeatUpdate update) {
        Feed<SeatChange> feed = registry.get(showtimeId);
        if (feed != null) {
            feed.update(update.version(), update.seats());
        }
    }

    boolean isWatched(long showtimeId) {
        return registry.get(showtimeId) != null;
    }

    /** Compares all watched showings with the database, in one query. */
    void checkVersions() {
        Collection<Long> watched = registry.keys();
        if (!watched.isEmpty()) {
            snapshots.versions(watched).forEach((id, version) -> {
                Feed<SeatChange> feed = registry.get(id);
                if (feed != null) {
                    feed.check(version);
                }
            });
        }
    }

    private final class Showing implements Feed.Source<SeatChange> {

        private final long id;

        Showing(long id) {
            this.id = id;
        }

        @Override
        public LiveReading<SeatChange> read() {
            return snapshots.read(id);
        }

        @Override
        public String whole(long version, Collection<Map.Entry<String, SeatChange>> seats) {
            return LiveJson.snapshot(id, version, seats);
        }

        @Override
        public String changes(long version, Map<String, SeatChange> seats) {
            return LiveJson.delta(version, seats);
        }

        @Override
        public String heartbeat(long version) {
            return LiveJson.heartbeat(version);
        }
    }
}
