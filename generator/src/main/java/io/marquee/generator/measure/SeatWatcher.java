package io.marquee.generator.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at a showing over its WebSocket and notes when it first saw each seat held. */
final class SeatWatcher implements WebSocket.Listener {

    private static final JsonMapper JSON = new JsonMapper();

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Long> heldAt = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> snapshot = new CompletableFuture<>();
    private volatile String lost;

    /** Done when the first frame, which is a snapshot, has come. */
    CompletableFuture<Void> snapshot() {
        return snapshot;
    }

    /** When a seat was first seen held, as {@link System#nanoTime}; null when it was not. */
    Long heldAt(String seat) {
        return heldAt.get(seat);
    }

    /** Why the socket is closed; null while it is open. */
    String lost() {
        return lost;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        long now = System.nanoTime();
        text.append(data);
        if (last) {
            try {
                frame(JSON.readTree(text.toString()), now);
            } catch (JsonProcessingException broken) {
                lost = "a frame was no JSON: " + broken.getOriginalMessage();
            }
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private void frame(JsonNode frame, long now) {
        frame.path("seats").fields().forEachRemaining(seat -> {
            if (seat.getValue().path("state").asText().equals("held")) {
                heldAt.putIfAbsent(seat.getKey(), now);
            }
        });
        if (frame.path("type").asText().equals("snapshot")) {
            snapshot.complete(null);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        lost = "closed with " + status + " " + reason;
        snapshot.completeExceptionally(new IllegalStateException(lost));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        lost = failure.toString();
        snapshot.completeExceptionally(failure);
    }
}
