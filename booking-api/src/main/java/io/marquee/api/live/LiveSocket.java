package io.marquee.api.live;

import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import java.io.IOException;
import java.util.Optional;

/** What the WebSockets of this package have in common. Runs on the event loop, so nothing here blocks. */
final class LiveSocket {

    private static final String WATCHER = "marquee.watcher";
    private static final int LONGEST_MESSAGE = 1_000;

    /** Of a message, in bytes: as many as its characters may take. */
    static final int MOST_BYTES = 4_096;

    private LiveSocket() {}

    static <K, T extends Change<T>> void open(
            FeedRegistry<K, T> registry, K key, WebSocketSession session, Watcher<T> watcher) {
        if (registry.join(key, watcher)) {
            session.put(WATCHER, watcher);
            // A client that ends its connection before this is never told of by the framework.
            watcher.whenGone(() -> registry.leave(key, watcher));
        }
    }

    static <K, T extends Change<T>> void message(
            FeedRegistry<K, T> registry, K key, WebSocketSession session, String message) {
        Watcher<T> watcher = LiveSocket.<T>watcher(session).orElse(null);
        if (watcher == null) {
            return;
        }
        if (message.length() > LONGEST_MESSAGE) {
            watcher.close(new CloseReason(1009, "Messages have at most " + LONGEST_MESSAGE + " characters."));
            return;
        }
        if (!watcher.spoke()) {
            watcher.close(new CloseReason(1008, "Too many messages."));
            return;
        }
        try {
            Feed<T> feed = registry.get(key);
            // Types that a later version may bring are let pass.
            if (feed != null && "resync".equals(LiveJson.readType(message))) {
                feed.resync(watcher);
            }
        } catch (IOException malformed) {
            watcher.close(new CloseReason(1007, "Messages are JSON objects with a type."));
        }
    }

    static void pong(WebSocketSession session) {
        watcher(session).ifPresent(Watcher::heard);
    }

    static <K, T extends Change<T>> void close(FeedRegistry<K, T> registry, K key, WebSocketSession session) {
        Optional<Watcher<T>> watcher = watcher(session);
        session.remove(WATCHER);
        watcher.ifPresent(present -> registry.leave(key, present));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T extends Change<T>> Optional<Watcher<T>> watcher(WebSocketSession session) {
        return (Optional) session.get(WATCHER, Watcher.class);
    }
}
