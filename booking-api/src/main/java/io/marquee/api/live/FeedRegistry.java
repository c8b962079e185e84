package io.marquee.api.live;

import io.micronaut.websocket.CloseReason;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The feeds that someone watches, by showing or by day. A feed is made for its first watcher and forgotten with its
 * last.
 *
 * @param <K> what is watched
 */
final class FeedRegistry<K, T extends Change<T>> {

    private static final CloseReason FULL =
            new CloseReason(Watcher.TRY_AGAIN_LATER, "Too many are watching. Try again soon.");

    private final ConcurrentMap<K, Feed<T>> feeds = new ConcurrentHashMap<>();
    private final Function<K, Feed<T>> factory;
    private final Connections connections;
    private final LiveConfiguration limits;

    /** @param connections counts those of the whole instance */
    FeedRegistry(Function<K, Feed<T>> factory, Connections connections, LiveConfiguration limits) {
        this.factory = factory;
        this.connections = connections;
        this.limits = limits;
    }

    /** Lets the watcher in, or closes its connection with 1013 when a limit is reached; then it returns false. */
    boolean join(K key, Watcher<T> watcher) {
        if (!connections.enter(watcher.address())) {
            watcher.close(FULL);
            return false;
        }
        boolean[] joined = new boolean[1];
        feeds.compute(key, (k, present) -> {
            Feed<T> feed = present == null ? factory.apply(k) : present;
            if (feed.size() < limits.maxConnectionsPerFeed()) {
                feed.join(watcher);
                joined[0] = true;
            }
            return feed;
        });
        if (!joined[0]) {
            connections.leave(watcher.address());
            watcher.close(FULL);
        }
        return joined[0];
    }

    /** Takes the watcher out, when it is in. */
    void leave(K key, Watcher<T> watcher) {
        boolean[] left = new boolean[1];
        feeds.computeIfPresent(key, (k, feed) -> {
            left[0] = feed.leave(watcher);
            return feed.size() == 0 ? null : feed;
        });
        if (left[0]) {
            connections.leave(watcher.address());
        }
    }

    /** The feed of this key, or null when nobody watches it. */
    Feed<T> get(K key) {
        return feeds.get(key);
    }

    Collection<K> keys() {
        return feeds.keySet();
    }

    Collection<Feed<T>> feeds() {
        return feeds.values();
    }

    /** Closes the connections of clients that have stopped reading. */
    void closeStalled() {
        long stall = limits.stallTimeout().toNanos();
        long silence = stall + limits.heartbeat().toNanos();
        feeds.values().forEach(feed -> feed.watchers().forEach(watcher -> watcher.closeIfStalled(stall, silence)));
    }

    void closeAll(CloseReason reason) {
        feeds.values().forEach(feed -> feed.watchers().forEach(watcher -> watcher.close(reason)));
    }
}
