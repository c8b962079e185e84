package io.marquee.api.live;

import io.micronaut.websocket.CloseReason;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** One client that watches a showing or a day, and how well it keeps up. */
final class Watcher<T extends Change<T>> {

    /** 1013, "try again later", in the words of RFC 6455's registry. */
    static final int TRY_AGAIN_LATER = 1013;

    private static final int MESSAGES_PER_WINDOW = 30;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final Connection connection;
    private final ClientBuffer<T> buffer;
    private final LongSupplier nanos;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long lastHeard;
    private long windowStart;
    private int heardInWindow;

    Watcher(Connection connection, ClientBuffer.Encoder<T> encoder, LongSupplier nanos) {
        this.connection = connection;
        this.buffer = new ClientBuffer<>(encoder);
        this.nanos = nanos;
        this.lastHeard = nanos.getAsLong();
        this.windowStart = lastHeard;
    }

    /** Where the client is. */
    InetAddress address() {
        return connection.address();
    }

    void whole(String message) {
        write(buffer.offerWhole(message, nanos.getAsLong()));
    }

    void changes(long version, Map<String, T> news, String encoded) {
        write(buffer.offerChanges(version, news, encoded, nanos.getAsLong()));
    }

    void heartbeat(String message) {
        connection.ping();
        write(buffer.offerHeartbeat(message, nanos.getAsLong()));
    }

    /** The client showed a sign of life. */
    void heard() {
        lastHeard = nanos.getAsLong();
    }

    /** The client sent a message; false when it sends more than a client has reason to. */
    synchronized boolean spoke() {
        heard();
        if (lastHeard - windowStart > WINDOW_NANOS) {
            windowStart = lastHeard;
            heardInWindow = 0;
        }
        return ++heardInWindow <= MESSAGES_PER_WINDOW;
    }

    /**
     * Closes the connection of a client that has stopped reading, or that answers no ping.
     *
     * @param stallNanos how long a client may leave a message waiting
     * @param silenceNanos how long a client may show no sign of life
     */
    void closeIfStalled(long stallNanos, long silenceNanos) {
        long now = nanos.getAsLong();
        if (buffer.stalledFor(now) > stallNanos || now - lastHeard > silenceNanos) {
            close(new CloseReason(TRY_AGAIN_LATER, "You stopped reading. Come back for a fresh snapshot."));
        }
    }

    /** Runs this when the client has gone, at once if it has. */
    void whenGone(Runnable then) {
        connection.whenEnded(then);
    }

    void close(CloseReason reason) {
        if (closed.compareAndSet(false, true)) {
            connection.close(reason);
        }
    }

    private void write(String message) {
        if (message != null && !closed.get()) {
            connection.write(message).whenComplete((done, failure) -> {
                // A failed write means that the connection is gone; the close handler takes the watcher out.
                if (failure == null) {
                    write(buffer.written(nanos.getAsLong()));
                }
            });
        }
    }
}
