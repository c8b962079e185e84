package io.marquee.api.live;

import io.micronaut.websocket.CloseReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everyone who watches one showing, or one day's totals. A reading of the database gives the snapshot, changes heard
 * from Redis keep it going. Nothing between is lost: changes are heard from before the reading begins and put together
 * with it. Readings are shared: at most one is under way and one waits, however many ask.
 */
final class Feed<T extends Change<T>> {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final CloseReason UNREADABLE =
            new CloseReason(Watcher.TRY_AGAIN_LATER, "The database cannot be read now. Try again soon.");

    /** Where a feed's snapshot comes from and how its messages look. */
    interface Source<T extends Change<T>> extends ClientBuffer.Encoder<T> {

        /** Reads the truth; may block. */
        LiveReading<T> read() throws Exception;

        String whole(long version, Collection<Map.Entry<String, T>> entries);

        String heartbeat(long version);
    }

    private final Source<T> source;
    private final Executor readers;
    private final LiveState<T> state = new LiveState<>();
    private final Set<Watcher<T>> watchers = ConcurrentHashMap.newKeySet();
    private List<Watcher<T>> waiting = new ArrayList<>();
    private boolean reading;
    private long committed;

    Feed(Source<T> source, Executor readers) {
        this.source = source;
        this.readers = readers;
    }

    synchronized void join(Watcher<T> watcher) {
        watchers.add(watcher);
        resync(watcher);
    }

    /** Whether the watcher was in. */
    synchronized boolean leave(Watcher<T> watcher) {
        return watchers.remove(watcher);
    }

    int size() {
        return watchers.size();
    }

    Collection<Watcher<T>> watchers() {
        return watchers;
    }

    /** The watcher is to get a snapshot that is read from now on. */
    synchronized void resync(Watcher<T> watcher) {
        waiting.add(watcher);
        readUnlessReading();
    }

    /** Everyone is to get a fresh snapshot: messages may have been lost. */
    synchronized void resyncAll() {
        waiting.addAll(watchers);
        readUnlessReading();
    }

    /** Takes in changes heard from Redis and passes on those that are news. */
    synchronized void update(long version, Map<String, T> changes) {
        Map<String, T> news = state.apply(version, changes);
        if (news.isEmpty()) {
            return;
        }
        String encoded = source.changes(version, news);
        for (Watcher<T> watcher : watchers) {
            watcher.changes(version, news, encoded);
        }
    }

    /**
     * Learns the version that the database has. When a version that was there at the last check has still not been
     * heard, the way through Kafka and Redis is interrupted or slow: then everyone gets a snapshot instead.
     */
    synchronized void check(long committedVersion) {
        if (committed > state.version()) {
            resyncAll();
        }
        committed = committedVersion;
    }

    synchronized void heartbeat() {
        String message = source.heartbeat(Math.max(state.version(), committed));
        for (Watcher<T> watcher : watchers) {
            watcher.heartbeat(message);
        }
    }

    private void readUnlessReading() {
        if (reading || waiting.isEmpty()) {
            return;
        }
        List<Watcher<T>> served = waiting;
        waiting = new ArrayList<>();
        reading = true;
        try {
            readers.execute(() -> readFor(served));
        } catch (RejectedExecutionException shuttingDown) {
            reading = false;
        }
    }

    private void readFor(List<Watcher<T>> served) {
        LiveReading<T> read = null;
        try {
            read = source.read();
        } catch (Exception failure) {
            LOG.warn("No snapshot for watchers: {}", failure.toString());
        }
        synchronized (this) {
            reading = false;
            if (read != null) {
                state.reset(read);
                String whole = source.whole(state.version(), state.known().entrySet());
                served.forEach(watcher -> watcher.whole(whole));
            }
            readUnlessReading();
        }
        if (read == null) {
            served.forEach(watcher -> watcher.close(UNREADABLE));
        }
    }
}
