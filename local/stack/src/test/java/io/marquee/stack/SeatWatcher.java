package io.marquee.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Someone who looks at the seats of a showing: keeps the state that snapshot and deltas tell. */
final class SeatWatcher implements WebSocket.Listener, AutoCloseable {

    private final Map<String, String> seats = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean hasSnapshot;
    private WebSocket socket;

    static SeatWatcher open(String api, long showtime) {
        SeatWatcher watcher = new SeatWatcher();
        URI uri = URI.create(api.replaceFirst("^http", "ws") + "/ws/showtimes/" + showtime);
        watcher.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, watcher).join();
        return watcher;
    }

    boolean hasSnapshot() {
        return hasSnapshot;
    }

    /** The state of a seat; a seat that nobody told of is available. */
    String state(String seat) {
        return seats.getOrDefault(seat, "available");
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            apply(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void apply(String text) {
        try {
            JsonNode message = Customer.JSON.readTree(text);
            message.path("seats").properties()
                    .forEach(seat -> seats.put(seat.getKey(), seat.getValue().path("state").asText()));
            if (message.path("type").asText().equals("snapshot")) {
                hasSnapshot = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
