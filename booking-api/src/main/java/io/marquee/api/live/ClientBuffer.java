package io.marquee.api.live;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one client is still to be told. One message is under way at a time; while it is, changes gather here, one per
 * seat, so that a client that reads slowly costs a bounded amount of memory and gets one merged message when it is
 * ready. Each method returns the message to write now, or null for none.
 */
final class ClientBuffer<T extends Change<T>> {

    /** How changes are written down. */
    interface Encoder<T> {
        String changes(long version, Map<String, T> changes);
    }

    private final Encoder<T> encoder;
    private String whole;
    private boolean begun;
    private final Map<String, T> changes = new LinkedHashMap<>();
    private long version;
    private String heartbeat;
    private boolean writing;
    private long writingSince;

    ClientBuffer(Encoder<T> encoder) {
        this.encoder = encoder;
    }

    /** A snapshot; it holds every change offered before. */
    synchronized String offerWhole(String message, long nanos) {
        whole = message;
        begun = true;
        changes.clear();
        return writing ? null : next(nanos);
    }

    /**
     * Changes since the snapshot. Before the first snapshot they are left out, since the snapshot will have them.
     *
     * @param encoded the same changes written down, so that clients without a backlog share one text
     */
    synchronized String offerChanges(long newVersion, Map<String, T> news, String encoded, long nanos) {
        if (!begun) {
            return null;
        }
        version = Math.max(version, newVersion);
        if (!writing) { // then nothing waits either
            begin(nanos);
            return encoded;
        }
        news.forEach((name, change) -> changes.merge(
                name, change, (known, offered) -> offered.supersedes(known.version()) ? offered : known));
        return null;
    }

    /** A sign of life; only the latest is kept. */
    synchronized String offerHeartbeat(String message, long nanos) {
        heartbeat = message;
        return writing ? null : next(nanos);
    }

    /** The message under way was taken by the network. */
    synchronized String written(long nanos) {
        writing = false;
        return next(nanos);
    }

    /** For how many nanoseconds the message under way has been waiting for the client; 0 when there is none. */
    synchronized long stalledFor(long nanos) {
        return writing ? nanos - writingSince : 0;
    }

    private String next(long nanos) {
        String message;
        if (whole != null) {
            message = whole;
            whole = null;
        } else if (!changes.isEmpty()) {
            message = encoder.changes(version, changes);
            changes.clear();
        } else if (begun && heartbeat != null) {
            message = heartbeat;
            heartbeat = null;
        } else {
            return null;
        }
        begin(nanos);
        return message;
    }

    private void begin(long nanos) {
        writing = true;
        writingSince = nanos;
    }
}
